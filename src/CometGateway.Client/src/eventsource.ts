import { linesOf } from './decode';
import type { OpenLink } from './link';
import { streamUrl } from './urls';

/** SSE for hosts that cannot read a stream through fetch. */
export const openEventSource: OpenLink = (environment, settings, entries, sink) => {
  const source = new environment.EventSource!(streamUrl(settings.base, entries, { keepalive: 'event' }));
  source.addEventListener('keepalive', () => sink.heard());
  source.onmessage = ({ data }) => {
    sink.heard();
    linesOf(data, sink);
  };
  source.onerror = () => {
    // It would come back by itself, with the versions of its first request and a list of pages of then. CLOSED: refused, and EventSource does not say how.
    const refused = source.readyState === 2;
    source.close();
    sink.ended(refused ? { kind: 'unsupported', reason: 'refused' } : { kind: 'over' });
  };
  return { close: () => source.close() };
};
