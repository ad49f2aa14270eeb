import type { Entry } from './entry';
import type { End, OpenLink } from './link';
import { lines, read } from './stream';
import { since } from './urls';

/** Whoever answers at once with nothing new is asked again only after this. */
const pace = 2_000;

/** With many pages there may be news all the time: what comes within this time travels together. */
const spacing = 200;

/** Asks for all pages again and again; the server ends each answer when it has said something new. */
export const openLongPoll: OpenLink = (environment, settings, entries, sink) => {
  let wanted = entries;
  let asked: readonly Entry[] = [];
  let request = new AbortController();
  let isClosed = false;
  let timer: unknown;
  let wake = () => {};
  run().then(sink.ended, () => sink.ended({ kind: 'fault', reason: 'no connection' }));
  return { update, close };

  async function run(): Promise<End> {
    while (!isClosed) {
      const askedAt = environment.now();
      asked = wanted;
      const had = versions();
      const end = asked.length > 0 ? await ask() : undefined;
      if (end && end.kind !== 'over') return end;
      const left = askedAt - environment.now() + (asked === wanted && versions() === had ? pace : spacing);
      // A page that came while it was asked is not kept waiting.
      if (left > 0 && !isClosed && !isMore()) {
        await new Promise<void>(resolve => {
          wake = resolve;
          timer = environment.setTimer(resolve, left);
        });
      }
    }
    return { kind: 'over' };
  }

  async function ask(): Promise<End | undefined> {
    const { signal } = (request = new AbortController());
    let isDead = false;
    let deadline: unknown;
    // Silence: the connection died without a word.
    const expect = () => {
      environment.clearTimer(deadline);
      deadline = environment.setTimer(() => {
        isDead = true;
        request.abort();
      }, settings.longPollWait + 15_000);
    };
    const heard = () => {
      expect();
      sink.heard();
    };
    expect();
    try {
      return await read(lines, environment, settings, asked, { ...sink, heard }, signal, Math.round(settings.longPollWait / 1_000));
    } catch (error) {
      // Ended for the sake of a page that came.
      if (isDead || isClosed || !signal.aborted) throw error;
      return;
    } finally {
      environment.clearTimer(deadline);
    }
  }

  function versions(): string {
    return asked.map(since).join();
  }

  function isMore(): boolean {
    return wanted.some(entry => !asked.includes(entry));
  }

  function update(next: readonly Entry[]): void {
    wanted = next;
    const isMissing = isMore();
    // One that is given up and comes back is asked for anew.
    asked = asked.filter(entry => next.includes(entry));
    if (!isMissing) return;
    request.abort();
    wake();
  }

  function close(): void {
    isClosed = true;
    request.abort();
    environment.clearTimer(timer);
  }
};
