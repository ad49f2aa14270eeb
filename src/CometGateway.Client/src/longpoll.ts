import type { Entry } from './entry';
import type { End, OpenLink } from './link';
import { lines, read } from './stream';
import { since } from './urls';

/** Whoever answers at once with nothing new is asked again only after this. */
const pace = 2_000;

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
    for (;;) {
      const askedAt = environment.now();
      asked = wanted;
      const had = versions();
      const end = asked.length > 0 ? await ask() : undefined;
      if (end && end.kind !== 'over') return end;
      if (asked === wanted && versions() === had && environment.now() - askedAt < pace) {
        await new Promise<void>(resolve => {
          wake = resolve;
          timer = environment.setTimer(resolve, pace);
        });
      }
    }
  }

  async function ask(): Promise<End | undefined> {
    const { signal } = (request = new AbortController());
    let isDead = false;
    // An answer that never comes: the connection died without a word.
    const deadline = environment.setTimer(() => {
      isDead = true;
      request.abort();
    }, settings.longPollWait + 15_000);
    try {
      return await read(lines, environment, settings, asked, sink, signal, Math.round(settings.longPollWait / 1_000));
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

  function update(next: readonly Entry[]): void {
    wanted = next;
    if (next.every(entry => asked.includes(entry))) return;
    request.abort();
    wake();
  }

  function close(): void {
    isClosed = true;
    request.abort();
    environment.clearTimer(timer);
  }
};
