import { streamRefusal } from './answer';
import { ndjsonDecoder, sseDecoder, type Decoder } from './decode';
import type { End, OpenLink, Sink } from './link';
import { streamUrl } from './urls';

/** Reads one connection of many pages through fetch. */
function streamOver(mediaType: string, decoder: (sink: Sink) => Decoder, parameters: Record<string, string>): OpenLink {
  return (environment, settings, entries, sink) => {
    const abort = new AbortController();
    read().then(sink.ended, () => sink.ended({ kind: 'fault', reason: 'no connection' }));
    return { close: () => abort.abort() };

    async function read(): Promise<End> {
      const answer = await environment.fetch!(streamUrl(settings.base, entries, parameters), {
        headers: { Accept: mediaType },
        cache: 'no-store',
        credentials: 'same-origin',
        signal: abort.signal,
      });
      const type = answer.headers.get('Content-Type') ?? '';
      if (answer.status !== 200) return await streamRefusal(answer, environment.now());
      // A page of somebody on the way (a captive portal, a login) is no stream.
      if (!answer.body || !type.toLowerCase().startsWith(mediaType)) return { kind: 'unsupported', reason: `Content-Type ${type}` };
      const decode = decoder(sink);
      const text = new TextDecoder();
      const reader = answer.body.getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return { kind: 'over' };
        sink.heard();
        decode(text.decode(value, { stream: true }));
      }
    }
  };
}

// The keepalive event is asked for as its first one comes at once, and shows that bytes get through.
export const openSse = streamOver('text/event-stream', sseDecoder, { keepalive: 'event' });
export const openNdjson = streamOver('application/x-ndjson', ndjsonDecoder, { keepalive: 'event' });
