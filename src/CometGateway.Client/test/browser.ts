import type { Client } from '../src/client';
import { leaderBridge, type Sharing } from '../src/leader-bridge';
import { localBridge } from '../src/local-bridge';
import { workerBridge } from '../src/worker-bridge';
import { serveTabs } from '../src/worker';
import { tab } from './tab';
import type { World } from './world';

/** Web Locks of one origin: exclusive, first come first served. */
export class Locks {
  readonly #queues = new Map<string, (() => void)[]>();

  request(name: string, ...rest: unknown[]): Promise<unknown> {
    const run = rest.pop() as () => unknown;
    const { signal } = (rest[0] ?? {}) as { signal?: AbortSignal };
    const queue = this.#queues.get(name) ?? [];
    this.#queues.set(name, queue);
    return new Promise((resolve, reject) => {
      let isStarted = false;
      const next = () => {
        queue.shift();
        queue[0]?.();
      };
      const start = () => {
        isStarted = true;
        void Promise.resolve().then(run).then(resolve, reject).finally(next);
      };
      signal?.addEventListener('abort', () => {
        if (isStarted) return;
        queue.splice(queue.indexOf(start), 1);
        reject(signal.reason);
      });
      queue.push(start);
      if (queue[0] === start) start();
    });
  }
}

/** A browser with several tabs; messages between them are copied, and take a turn. */
export class Browser {
  readonly locks = new Locks() as unknown as LockManager;
  readonly #channels = new Set<{ name: string; onmessage?: (event: { data: unknown }) => void }>();
  #tabs = 0;

  constructor(readonly world: World) {}

  channel(name: string): BroadcastChannel {
    const channels = this.#channels;
    const channel = {
      name,
      onmessage: undefined as ((event: { data: unknown }) => void) | undefined,
      postMessage(message: unknown) {
        const data = structuredClone(message);
        for (const other of channels) if (other !== channel && other.name === name) queueMicrotask(() => channels.has(other) && other.onmessage?.({ data }));
      },
      close: () => void channels.delete(channel),
    };
    channels.add(channel);
    return channel as unknown as BroadcastChannel;
  }

  /** A tab that shares by a leader. */
  tab(): { client: Client; values: unknown[]; follow(url: string): void } {
    const name = `tab${++this.#tabs}`;
    return this.#with(tab(this.world, { tab: name }, this.#withoutWorker(name)).client);
  }

  /** Tabs that share by a worker, whose locks are free when it dies. */
  worker(hasLocks = true, ofTabs = hasLocks ? this.locks : undefined, death?: Promise<void>): () => { client: Client; values: unknown[]; follow(url: string): void } {
    const mortal = { request: (name: string, run: () => unknown) => this.locks.request(name, () => Promise.race([run(), death])) } as unknown as LockManager;
    const serve = serveTabs(this.world.environment, !hasLocks ? undefined : death ? mortal : this.locks);
    return () => {
      const name = `tab${++this.#tabs}`;
      const start = () => {
        const { port1, port2 } = ports();
        serve(port2);
        return { port: port1 } as unknown as SharedWorker;
      };
      return this.#with(tab(this.world, { tab: name }, [workerBridge(this.world.environment, start, ofTabs, name), ...this.#withoutWorker(name)]).client);
    };
  }

  #withoutWorker(name: string) {
    const sharing: Sharing = { locks: this.locks, channel: channel => this.channel(channel) };
    return [leaderBridge(this.world.environment, sharing, name, '/_comet'), localBridge(this.world.environment)];
  }

  #with(client: Client) {
    const values: unknown[] = [];
    return { client, values, follow: (url: string) => void client.subscribe(url, value => values.push(value)) };
  }
}

/** A pair of ports: what is posted before somebody listens waits. */
function ports(): { port1: MessagePort; port2: MessagePort } {
  const make = () => {
    const waiting: unknown[] = [];
    let listen: ((event: { data: unknown }) => void) | undefined;
    let isClosed = false;
    return {
      other: undefined as unknown as { deliver(data: unknown): void },
      set onmessage(run: typeof listen) {
        listen = run;
        for (const data of waiting.splice(0)) queueMicrotask(() => run?.({ data }));
      },
      deliver(data: unknown) {
        if (isClosed) return;
        if (listen) queueMicrotask(() => isClosed || listen!({ data }));
        else waiting.push(data);
      },
      postMessage(message: unknown) {
        if (!isClosed) this.other.deliver(structuredClone(message));
      },
      close: () => void (isClosed = true),
    };
  };
  const [port1, port2] = [make(), make()];
  [port1.other, port2.other] = [port2, port1];
  return { port1: port1 as unknown as MessagePort, port2: port2 as unknown as MessagePort };
}
