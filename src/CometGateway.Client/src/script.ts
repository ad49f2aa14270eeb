// What comet.js does: in a page it is the global `comet`, in the SharedWorker that the page starts with the same script it is the hub.
import { configure, subscribe } from './api';
import { browserEnvironment } from './environment';
import { besideScript, isOfThisOrigin } from './own-script';
import { serveTabs } from './worker';

interface WorkerScope {
  onconnect?: ((event: MessageEvent) => void) | null;
}

const scope = globalThis as WorkerScope & { comet?: unknown; document?: Document };

if (!scope.document && 'onconnect' in scope) {
  const serve = serveTabs(browserEnvironment(), navigator.locks);
  scope.onconnect = ({ ports: [port] }) => serve(port!);
} else {
  scope.comet = { configure, subscribe };
  // The worker runs the very script that the page loaded, where it is of the same origin.
  const script = (scope.document?.currentScript as HTMLScriptElement | null)?.src;
  if (isOfThisOrigin(script)) configure({ script, ...besideScript(script) });
}
