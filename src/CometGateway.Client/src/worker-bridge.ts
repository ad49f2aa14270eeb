import { patience, type OpenBridge } from './bridge';
import type { Environment } from './environment';
import type { FromHub } from './messages';
import { hold, tabLock } from './tab-lock';

/** Where locks are missing, a tab says so often that it lives. */
export const aliveEvery = 30_000;

/** The hub lives in a worker that all tabs share. */
export function workerBridge(environment: Environment, start: () => SharedWorker, locks: LockManager | undefined, tab: string): OpenBridge {
  return end => {
    const over = new AbortController();
    let timer: unknown;
    let port: MessagePort | undefined;
    // The worker's word, and the tab's own lock: the worker asks for it at the greeting, and would take a tab for gone that has it not yet.
    let missing = locks ? 2 : 1;
    const greet = () => {
      if (--missing > 0) return;
      environment.clearTimer(timer);
      if (!locks) ping();
      end.fresh();
    };
    const fail = () => {
      if (!over.signal.aborted) end.failed();
    };

    try {
      const worker = start();
      worker.onerror = fail;
      port = worker.port;
      port.onmessage = ({ data }: MessageEvent<FromHub | { kind: 'here'; lock?: string }>) => {
        if (data.kind !== 'here') return end.receive(data);
        // Shared: a tab that does not run holds up no other.
        if (data.lock) hold(locks!, data.lock, over.signal, fail, fail, 'shared');
        greet();
      };
      timer = environment.setTimer(fail, patience);
      if (locks) hold(locks, tabLock(tab), over.signal, greet, fail);
    } catch {
      // Denied by the page's policy, or by the browser for this page.
      timer = environment.setTimer(fail, 0);
    }

    return {
      post: message => port?.postMessage(message),
      close() {
        over.abort();
        environment.clearTimer(timer);
        port?.close();
      },
    };

    function ping(): void {
      timer = environment.setTimer(() => {
        port!.postMessage({ kind: 'alive' });
        ping();
      }, aliveEvery);
    }
  };
}
