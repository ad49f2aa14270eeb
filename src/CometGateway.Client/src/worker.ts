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
  // A tab that waits for this lock learns of the worker's end. It hears of it once the worker has it, or it might come first.
  const lock = `comet worker ${environment.random()}`;
  const held = new Promise<string | void>(resolve => {
    if (locks) void locks.request(lock, () => new Promise(() => resolve(lock)));
    else resolve();
  });
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
    void held.then(lock => tab.postMessage({ kind: 'here', lock }));

    function expect(): void {
      environment.clearTimer(timer);
      timer = environment.setTimer(() => host.drop(port), goneAfter);
    }
  };
}
