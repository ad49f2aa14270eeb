import type { OpenBridge } from './bridge';
import type { Environment } from './environment';
import type { FromHub } from './messages';
import { hold, tabLock } from './tab-lock';

/** A worker that does not answer within this time is taken for none. */
const patience = 3_000;

/** Where locks are missing, a tab says so often that it lives. */
export const aliveEvery = 30_000;

/** The hub lives in a worker that all tabs share. */
export function workerBridge(environment: Environment, start: () => SharedWorker, locks: LockManager | undefined, tab: string): OpenBridge {
  return end => {
    const over = new AbortController();
    let timer: unknown;
    let port: MessagePort | undefined;
    let isHere = false;
    let isHeld = !locks;
    // Not before the tab holds its lock: the worker asks for it at the greeting, and would take a tab for gone that has it not yet.
    const greet = () => {
      if (!isHere || !isHeld) return;
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
      port.onmessage = ({ data }: MessageEvent<FromHub | { kind: 'here' }>) => {
        if (data.kind !== 'here') return end.receive(data);
        isHere = true;
        greet();
      };
      timer = environment.setTimer(fail, patience);
      const held = () => {
        isHeld = true;
        greet();
      };
      if (locks) hold(locks, tabLock(tab), over.signal, held, fail);
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
