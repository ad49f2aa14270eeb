import type { Port } from './entry';
import type { Environment } from './environment';
import { Hub } from './hub';
import type { ToHub } from './messages';
import type { Settings, Transport, TransportOption } from './types';

/** The hubs of all tabs that share connections, one for each transport asked for. */
export class HubHost {
  readonly #hubs = new Map<TransportOption, Hub>();
  readonly #ports = new Set<Port>();
  #worked: Transport | null = null;
  #settings: Settings | undefined;

  constructor(readonly environment: Environment) {}

  receive(port: Port, message: ToHub): void {
    switch (message.kind) {
      case 'hello':
        this.#ports.add(port);
        this.#settings ??= message.settings;
        this.#worked ??= message.worked;
        for (const hub of this.#hubs.values()) hub.greet();
        break;
      case 'subscribe':
        this.#hub(message.transport)?.subscribe(port, message.url, message.form, message.held);
        break;
      case 'unsubscribe':
        this.#hub(message.transport)?.unsubscribe(port, message.url);
        break;
      case 'resync':
        this.#hub(message.transport)?.resync(port, message.url);
        break;
      case 'wake':
        for (const hub of this.#hubs.values()) hub.wake();
        break;
      case 'bye':
        this.drop(port);
        break;
    }
  }

  knows(port: Port): boolean {
    return this.#ports.has(port);
  }

  /** The tab is gone. */
  drop(port: Port): void {
    this.#ports.delete(port);
    for (const hub of this.#hubs.values()) hub.drop(port);
  }

  close(): void {
    for (const hub of this.#hubs.values()) hub.close();
    this.#hubs.clear();
    this.#ports.clear();
  }

  #hub(transport: TransportOption): Hub | undefined {
    if (!this.#settings) return undefined;
    let hub = this.#hubs.get(transport);
    if (!hub) {
      // Only what was chosen is worth remembering, not what was asked for.
      const remember = (worked: Transport | null) => {
        if (transport !== 'auto') return;
        this.#worked = worked;
        for (const port of this.#ports) port.post({ kind: 'remember', worked });
      };
      hub = new Hub(this.environment, this.#settings, transport, transport === 'auto' ? this.#worked : null, remember);
      this.#hubs.set(transport, hub);
    }
    return hub;
  }
}
