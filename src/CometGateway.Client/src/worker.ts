import type { Port } from './entry';
import type { Environment } from './environment';
import { HubHost } from './host';
import type { ToHub } from './messages';
import { tabLock } from './tab-lock';
import { aliveEvery } from './worker-bridge';

/** Hidden tabs run their timers once a minute at best. */
const goneAfter = 6 * aliveEvery;

/** The worker's side: serves every tab that connects, and notices those that go without a word. */
export function serveTabs(environment: Environment, locks: LockManager | undefined): (tab: MessagePort) => void {
  const host = new HubHost(environment);
  return tab => {
    const port: Port = { post: message => tab.postMessage(message) };
    let timer: unknown;
    tab.onmessage = ({ data }: MessageEvent<ToHub>) => {
      if (data.kind === 'hello' && locks && !host.knows(port)) {
        // Granted when the tab is gone.
        void locks.request(tabLock(data.tab), () => host.drop(port));
      } else if (!locks) expect();
      if (data.kind === 'alive') {
        // It was taken for gone: a tab that slept.
        if (!host.knows(port)) tab.postMessage({ kind: 'here' });
      } else host.receive(port, data);
    };
    tab.postMessage({ kind: 'here' });

    function expect(): void {
      environment.clearTimer(timer);
      timer = environment.setTimer(() => host.drop(port), goneAfter);
    }
  };
}
