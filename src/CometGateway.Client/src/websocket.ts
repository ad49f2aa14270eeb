import type { Entry } from './entry';
import { linesOf } from './decode';
import type { End, OpenLink } from './link';
import { since } from './urls';

/** All pages over one WebSocket; pages come and go by messages. */
export const openWebSocket: OpenLink = (environment, settings, entries, sink) => {
  let wanted: readonly Entry[] = entries;
  let subscribed = new Set<Entry>();
  const socket = new environment.WebSocket!(`${environment.origin.replace(/^http/, 'ws')}${settings.base}/stream`, 'comet.v1');
  socket.onopen = () => {
    sink.heard();
    update(wanted);
  };
  socket.onmessage = ({ data }) => {
    sink.heard();
    linesOf(String(data), sink);
  };
  socket.onclose = event => sink.ended(endOf(event));
  return { update, close: () => socket.close() };

  function update(next: readonly Entry[]): void {
    wanted = next;
    if (socket.readyState !== 1) return;
    const now = new Set(wanted);
    for (const entry of subscribed) if (!now.has(entry)) socket.send(JSON.stringify({ unsubscribe: entry.url }));
    for (const entry of now) {
      if (!subscribed.has(entry)) socket.send(JSON.stringify({ subscribe: entry.url, since: since(entry), events: entry.form }));
    }
    subscribed = now;
  }
};

function endOf({ code, reason }: CloseEvent): End {
  switch (code) {
    case 1000:
    case 1001:
      return { kind: 'over' };
    case 1008:
      return { kind: 'final', status: 403, reason: reason || 'refused' };
    default:
      return { kind: 'fault', reason: reason || `WebSocket closed with ${code}` };
  }
}
