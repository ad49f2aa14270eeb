// What comet.js does: in a page it is the global `comet`, in the SharedWorker that the page starts with the same script it is the hub.
import { configure, subscribe } from './api';
import { browserEnvironment } from './environment';
import { serveTabs } from './worker';

interface WorkerScope {
  onconnect?: ((event: MessageEvent) => void) | null;
}

const scope = globalThis as WorkerScope & { comet?: unknown };

if (typeof document === 'undefined' && 'onconnect' in scope) {
  const serve = serveTabs(browserEnvironment(), navigator.locks);
  scope.onconnect = ({ ports: [port] }) => serve(port!);
} else {
  scope.comet = { configure, subscribe };
  // The worker runs the very script that the page loaded, where it is of the same origin.
  const script = (document.currentScript as HTMLScriptElement | null)?.src;
  if (script && new URL(script).origin === location.origin) configure({ script });
}
