import { pageRefusal, streamRefusal } from './answer';
import { ndjsonDecoder, sseDecoder, type Decoder } from './decode';
import type { Entry } from './entry';
import type { Environment } from './environment';
import type { End, OpenLink, Sink } from './link';
import type { Settings } from './types';
import { ownUrl, streamUrl } from './urls';

interface Framing {
  type: string;
  decoder: (sink: Sink) => Decoder;
}

const events: Framing = { type: 'text/event-stream', decoder: sseDecoder };
export const lines: Framing = { type: 'application/x-ndjson', decoder: ndjsonDecoder };

/**
 * Reads one answer through fetch to its end: that of a connection of many pages, or that of one page's own URL.
 * @param wait Seconds after which an answer without news is to end; without it, it is a stream.
 */
export async function read({ type, decoder }: Framing, environment: Environment, settings: Settings, entries: readonly Entry[], sink: Sink, signal: AbortSignal, wait?: number): Promise<End> {
  const own = entries[0]!.isOwn ? entries[0]! : undefined;
  // The keepalive event is asked for as its first one comes at once, and shows that bytes get through.
  const answer = await environment.fetch!(own ? ownUrl(own) : streamUrl(settings.base, entries, { keepalive: 'event' }), {
    headers: { Accept: type, ...(wait !== undefined && { Prefer: `wait=${wait}` }) },
    cache: 'no-store',
    credentials: 'same-origin',
    signal,
  });
  // What another page says is not this one's value; on a connection of many, the gateway says that a page has moved.
  if (own && answer.redirected) return { kind: 'fault', reason: `redirected to ${answer.url}` };
  const received = answer.headers.get('Content-Type') ?? '';
  if (answer.status !== 200) return await (own ? pageRefusal : streamRefusal)(answer, environment.now());
  // A page of somebody on the way (a captive portal, a login) is no stream.
  if (!received.toLowerCase().startsWith(type)) return { kind: 'unsupported', reason: `Content-Type ${received}` };
  // On a page's own URL there is no need to say whose line it is.
  const decode = decoder(own ? { ...sink, line: line => sink.line({ ...line, url: own.url }) } : sink);
  // A long poll can do without that.
  if (!environment.canStream) {
    const body = await answer.text();
    sink.heard();
    decode(body);
    return { kind: 'over' };
  }
  const text = new TextDecoder();
  const reader = answer.body!.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return { kind: 'over' };
    sink.heard();
    decode(text.decode(value, { stream: true }));
  }
}

const streamOver = (framing: Framing): OpenLink => (environment, settings, entries, sink) => {
  const abort = new AbortController();
  read(framing, environment, settings, entries, sink, abort.signal).then(sink.ended, () => sink.ended({ kind: 'fault', reason: 'no connection' }));
  return { close: () => abort.abort() };
};

export const openSse = streamOver(events);
export const openNdjson = streamOver(lines);
