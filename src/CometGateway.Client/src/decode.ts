import { createParser, type ParserCallbacks } from 'eventsource-parser';
import { parseLine } from './line';
import type { Sink } from './link';

/** Takes the pieces of a stream's text as they come. */
export type Decoder = (text: string) => void;

/** The data of an event is one or more lines. */
export function linesOf(data: string, sink: Sink): void {
  for (const text of data.split('\n')) hand(text, sink);
}

/** Server-Sent Events (WHATWG HTML §9.2). */
export function sseDecoder(sink: Sink): Decoder {
  return sseParser({
    onEvent: ({ event, data }) => {
      if (!event || event === 'message') linesOf(data, sink);
    },
    onRetry: milliseconds => sink.retry(milliseconds),
  });
}

export function sseParser(callbacks: ParserCallbacks): Decoder {
  const parser = createParser(callbacks);
  let endedInCr = false;
  // The parser loses line ends of CR alone where a piece ends between two of them: it is given LF only.
  return text => {
    const piece = endedInCr && text.startsWith('\n') ? text.slice(1) : text;
    if (text) endedInCr = text.endsWith('\r');
    parser.feed(piece.includes('\r') ? piece.replace(/\r\n?/g, '\n') : piece);
  };
}

/** One JSON object per line. What stands behind the last line end waits for its own. */
export function ndjsonDecoder(sink: Sink): Decoder {
  let rest: string[] = [];
  return text => {
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      rest.push(text.slice(start, end));
      const line = rest.join('');
      rest = [];
      start = end + 1;
      hand(line, sink);
    }
    if (start < text.length) rest.push(text.slice(start));
  };
}

function hand(text: string, sink: Sink): void {
  if (!text.trim()) return;
  const line = parseLine(text);
  if (!line) sink.ended({ kind: 'fault', reason: 'unreadable line' });
  else if (line.event === 'retry') sink.retry(line.data);
  else if (line.event !== 'keepalive') sink.line(line);
}
