import { parseLine, type Line } from './line';
import type { OpenLink } from './link';
import { since, withParameters } from './urls';

/**
 * One page in an endless document. The document calls `parent.comet.receive`, which does not say who calls:
 * so each stands in a frame of its own within an empty frame, whose `comet` is this connection's alone.
 */
export const openIframe: OpenLink = (environment, _settings, [entry], sink) => {
  const { document } = environment;
  const { url, form } = entry!;
  let hasEnded = false;
  let isHeard = false;
  const shell = document!.createElement('iframe');
  shell.style.display = 'none';
  shell.setAttribute('aria-hidden', 'true');
  (document!.body ?? document!.documentElement).appendChild(shell);
  const inside = shell.contentWindow as (Window & { comet?: unknown }) | null;
  if (!inside) {
    shell.remove();
    sink.ended({ kind: 'unsupported', reason: 'no frame' });
    return { close() {} };
  }

  inside.comet = {
    // An object of another frame: read as text, so that nothing of that frame is kept.
    receive(message: unknown) {
      const line = parseLine(JSON.stringify(message));
      if (hasEnded || !line) return;
      isHeard = true;
      sink.heard();
      if (line.event === 'end') end('over');
      else if (line.event === 'retry') sink.retry(line.data);
      else if (line.event !== 'keepalive') sink.line({ ...line, url } as Line);
    },
  };
  const frame = inside.document.createElement('iframe');
  frame.onload = () => end(isHeard ? 'over' : 'unsupported');
  frame.src = withParameters(url, { transport: 'iframe', events: form, since: since(entry!), keepalive: 'event' });
  inside.document.body.appendChild(frame);
  return { close };

  function end(kind: 'over' | 'unsupported'): void {
    if (hasEnded) return;
    close();
    sink.ended({ kind, reason: kind === 'over' ? undefined : 'refused' });
  }

  function close(): void {
    hasEnded = true;
    shell.remove();
  }
};
