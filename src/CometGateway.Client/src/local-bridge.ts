import type { OpenBridge } from './bridge';
import type { Port } from './entry';
import type { Environment } from './environment';
import { HubHost } from './host';

/** A hub of this tab's own. */
export function localBridge(environment: Environment): OpenBridge {
  return end => {
    const host = new HubHost(environment);
    const port: Port = { post: message => end.receive(message) };
    // Not before whoever opens this has it in hand.
    void Promise.resolve().then(() => end.fresh());
    return { post: message => host.receive(port, message), close: () => host.close() };
  };
}
