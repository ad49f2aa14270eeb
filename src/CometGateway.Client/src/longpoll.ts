import { pageRefusal } from './answer';
import type { Line } from './line';
import type { End, OpenLink } from './link';
import type { EventForm } from './types';

/** A server that answers at once although it was asked to wait is asked again only after this. */
const pace = 2_000;

const manipulations: Partial<Record<EventForm, [name: string, event: string]>> = { 'text-delta': ['text-delta', 'delta'], 'json-patch': ['json-patch', 'patch'] };

/** Asks for one page again and again; the server holds each answer back until there is something new. */
export const openLongPoll: OpenLink = (environment, settings, [entry], sink) => {
  const { url, form } = entry!;
  let isClosed = false;
  let abort = new AbortController();
  let pause: unknown;
  // The text of a byte order mark or another charset may differ from the server's: no deltas over that.
  let takesDeltas = manipulations[form] !== undefined;
  run().then(sink.ended, () => sink.ended({ kind: 'fault', reason: 'no connection' }));
  return {
    close() {
      isClosed = true;
      abort.abort();
      environment.clearTimer(pause);
    },
  };

  async function run(): Promise<End> {
    for (;;) {
      const answer = await ask();
      if (isClosed) return { kind: 'over' };
      if (answer.status !== 200 && answer.status !== 226 && answer.status !== 304) return await pageRefusal(answer, environment.now());
      const line = answer.status === 304 ? undefined : await lineOf(answer);
      if (isClosed) return { kind: 'over' };
      sink.heard();
      if (line) sink.line({ ...line, url });
      if (!answer.headers.get('Preference-Applied')) await new Promise<void>(resolve => (pause = environment.setTimer(resolve, pace)));
    }
  }

  async function ask(): Promise<Response> {
    const seconds = Math.round(settings.longPollWait / 1_000);
    const headers: Record<string, string> = { Prefer: `wait=${seconds}` };
    const held = entry!.held;
    if (held) headers['If-None-Match'] = held.version.includes('"') ? held.version : `"${held.version}"`;
    if (held && takesDeltas) headers['A-IM'] = manipulations[form]![0];
    abort = new AbortController();
    // An answer that never comes: the connection died without a word.
    const deadline = environment.setTimer(() => abort.abort(), settings.longPollWait + 15_000);
    try {
      return await environment.fetch!(url, { headers, cache: 'no-store', credentials: 'same-origin', signal: abort.signal });
    } finally {
      environment.clearTimer(deadline);
    }
  }

  async function lineOf(answer: Response): Promise<Line> {
    const id = answer.headers.get('ETag') ?? undefined;
    if (answer.status === 226) {
      return { event: manipulations[form]![1], id, base: entry!.held && sameTag(answer.headers.get('Delta-Base'), entry!.held.version) ? entry!.held.version : '', data: await answer.json() };
    }
    const type = answer.headers.get('Content-Type') ?? '';
    const charset = /charset="?([\w-]+)/i.exec(type)?.[1] ?? 'utf-8';
    const text = new TextDecoder(charset, { ignoreBOM: true }).decode(await answer.arrayBuffer());
    const marked = text.startsWith('\ufeff');
    takesDeltas = manipulations[form] !== undefined && id !== undefined && !marked && charset.toLowerCase() === 'utf-8';
    return { event: 'snapshot', id: id ?? '""', exact: true, data: marked ? text.slice(1) : text };
  }
};

const sameTag = (tag: string | null, version: string): boolean => tag === version || tag === `"${version}"`;
