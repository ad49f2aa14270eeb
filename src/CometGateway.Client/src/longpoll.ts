import { pageRefusal } from './answer';
import type { Line } from './line';
import type { End, OpenLink } from './link';

/** Whoever answers at once with nothing new is asked again only after this, and so is a page that nobody waits for. */
const pace = 2_000;

/** What the version of a text without an entity tag begins with: no tag does, and no version of a stream. */
const untagged = '~';

/** Asks for one page again and again; the server holds each answer back until there is something new. */
export const openLongPoll: OpenLink = (environment, settings, [entry], sink) => {
  const { url, form } = entry!;
  // The names of the manipulations are those of the forms.
  const hasDeltas = form === 'text-delta' || form === 'json-patch';
  const abort = new AbortController();
  let pause: unknown;
  let tag = '';
  // The text of a byte order mark or another charset may differ from the server's: no deltas over that.
  let takesDeltas = hasDeltas;
  run().then(sink.ended, () => sink.ended({ kind: 'fault', reason: 'no connection' }));
  return {
    close() {
      abort.abort();
      environment.clearTimer(pause);
    },
  };

  async function run(): Promise<End> {
    for (;;) {
      const askedAt = environment.now();
      const before = entry!.held;
      const answer = await ask();
      const { status, headers } = answer;
      // As on a stream, what another page says is not this one's value.
      if (answer.redirected) return { kind: 'fault', reason: `redirected to ${answer.url}` };
      if (status !== 200 && status !== 226 && status !== 304) return await pageRefusal(answer, environment.now());
      const line = status === 304 ? undefined : await lineOf(answer);
      if (line === null) return { kind: 'fault', reason: 'HTML in place of JSON' };
      sink.heard();
      if (line) sink.line({ ...line, url });
      const isEarly = environment.now() - askedAt < pace && entry!.held?.text === before?.text;
      if (isEarly || !headers.get('ETag') || !headers.get('Preference-Applied')) await new Promise<void>(resolve => (pause = environment.setTimer(resolve, pace)));
    }
  }

  async function ask(): Promise<Response> {
    const seconds = Math.round(settings.longPollWait / 1_000);
    const headers: Record<string, string> = { Prefer: `wait=${seconds}` };
    const version = entry!.held?.version ?? untagged;
    tag = version.startsWith(untagged) ? '' : version.includes('"') ? version : `"${version}"`;
    if (tag) {
      headers['If-None-Match'] = tag;
      if (takesDeltas) headers['A-IM'] = form;
    }
    // An answer that never comes: the connection died without a word.
    const deadline = environment.setTimer(() => abort.abort(), settings.longPollWait + 15_000);
    try {
      return await environment.fetch!(url, { headers, cache: 'no-store', credentials: 'same-origin', signal: abort.signal });
    } finally {
      environment.clearTimer(deadline);
    }
  }

  /** Undefined for nothing new, null for a page that stands in this one's place. */
  async function lineOf(answer: Response): Promise<Line | undefined | null> {
    const { held } = entry!;
    const etag = answer.headers.get('ETag');
    const id = etag ?? untagged + environment.now();
    if (answer.status === 226) return { event: form.slice(5), id, base: answer.headers.get('Delta-Base') === tag ? held?.version : '', data: await answer.json() };
    const type = answer.headers.get('Content-Type') ?? '';
    const charset = /charset="?([\w-]+)/i.exec(type)?.[1] ?? 'utf-8';
    const text = new TextDecoder(charset, { ignoreBOM: true }).decode(await answer.arrayBuffer());
    const marked = text.startsWith('\ufeff');
    takesDeltas = hasDeltas && !!etag && !marked && charset.toLowerCase() === 'utf-8';
    const data = marked ? text.slice(1) : text;
    // Many a site calls its JSON HTML, and a fragment may have been a number.
    if (held?.json && /^\s*[[{]/.test(held.text) && /html/i.test(type) && /^\s*</.test(data)) return null;
    // Without a tag only the text can tell that it is another.
    if (etag || data !== held?.text) return { event: 'snapshot', id, exact: true, data };
    return;
  }
};
