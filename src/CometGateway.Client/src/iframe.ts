import { isFinal, reasonOf } from './answer';
import { parseLine, type Line } from './line';
import type { End, OpenLink } from './link';
import { since, withParameters } from './urls';

/**
 * One page in an endless document. The document calls `parent.comet.receive`, which does not say who calls:
 * so each stands in a frame of its own within an empty frame, whose `comet` is this connection's alone.
 */
export const openIframe: OpenLink = (environment, _settings, [entry], sink) => {
  const { document } = environment;
  const { url, form } = entry!;
  let hasEnded = false;
  const shell = document!.createElement('iframe');
  shell.style.display = 'none';
  shell.setAttribute('aria-hidden', 'true');
  (document!.body ?? document!.documentElement).appendChild(shell);
  const inside = shell.contentWindow as (Window & { comet?: unknown }) | null;
  if (!inside) {
    shell.remove();
    sink.ended({ kind: 'unsupported', status: 0, reason: 'no frame' });
    return { close() {} };
  }

  inside.comet = {
    // An object of another frame: read as text, so that nothing of that frame is kept.
    receive(message: unknown) {
      const line = parseLine(JSON.stringify(message));
      if (hasEnded || !line) return;
      frame.onload = () => end({ kind: 'over' });
      sink.heard();
      if (line.event === 'end') end({ kind: 'over' });
      else if (line.event === 'retry') sink.retry(line.data);
      else if (line.event !== 'keepalive') sink.line({ ...line, url } as Line);
    },
  };
  const frame = inside.document.createElement('iframe');
  frame.onload = () => end(refusalIn(frame));
  frame.src = withParameters(url, { transport: 'iframe', events: form, since: since(entry!), keepalive: 'event' });
  inside.document.body.appendChild(frame);
  return { close };

  function end(how: End): void {
    if (hasEnded) return;
    close();
    sink.ended(how);
  }

  function close(): void {
    hasEnded = true;
    shell.remove();
  }
};

/** What a document without any message says. Only the gateway's own word is final: in an outage a proxy or the browser shows a page of its own. */
function refusalIn(frame: HTMLIFrameElement): End {
  try {
    const problem = JSON.parse(frame.contentDocument!.body.textContent!);
    const { status, code } = problem;
    if (status > 0) return { kind: isFinal(status) ? 'final' : 'fault', status, reason: reasonOf(problem), code };
  } catch {
    // No problem of the gateway's (RFC 9457), or out of reach, as the browser's own page is of another origin.
  }
  return { kind: 'fault', reason: 'refused' };
}
