import { valueOf, type Held } from './held';
import type { Change, Listener, Refusal, Status, SubscribeOptions } from './types';

/** What subscribe returns: a page's newest value, as a callback or an async iterable. */
export class Subscription<T = any> implements AsyncIterable<T> {
  status: Status = 'connecting';
  /** Why the status is not live. */
  reason: string | undefined;
  onstatus: ((status: Status, reason: string | undefined) => void) | undefined;
  onerror: ((refusal: Refusal) => void) | undefined;
  /** The newest value. */
  value: T | undefined;
  #count = 0;
  #wakes = new Set<() => void>();
  #release: (() => void) | undefined;

  /** @internal */
  constructor(
    readonly url: string,
    readonly listener: Listener<T> | undefined,
    readonly options: SubscribeOptions,
    release: (subscription: Subscription) => void,
  ) {
    this.onstatus = options.onstatus;
    this.onerror = options.onerror;
    const { signal } = options;
    const onabort = () => this.close();
    signal?.addEventListener('abort', onabort);
    this.#release = () => {
      signal?.removeEventListener('abort', onabort);
      release(this);
    };
  }

  close(): void {
    this.set('closed', 'closed by the page');
  }

  /** The newest value each time; what came while the loop was busy is skipped. Ends when the subscription is closed. */
  async *[Symbol.asyncIterator](): AsyncIterator<T> {
    let seen = 0;
    for (;;) {
      if (this.#count > seen) {
        seen = this.#count;
        yield this.value as T;
      } else if (this.status === 'closed') return;
      else await new Promise<void>(resolve => this.#wakes.add(resolve));
    }
  }

  /** @internal */
  hand(held: Held, change: Change): void {
    if (this.status === 'closed') return;
    const told = { ...change };
    if (this.#count > 0) told.previous = this.value;
    this.value = valueOf(held, this.options.as) as T;
    this.#count++;
    this.#wake();
    safely(() => this.listener?.(this.value as T, told));
  }

  /** @internal */
  set(status: Status, reason: string | undefined, code?: number): void {
    if (this.status === 'closed' || (this.status === status && this.reason === reason)) return;
    [this.status, this.reason] = [status, reason];
    if (status === 'closed') {
      this.#release?.();
      this.#wake();
    }
    safely(() => this.onstatus?.(status, reason));
    if (code === undefined) return;
    if (this.onerror) safely(() => this.onerror!({ status: code, reason: reason ?? '' }));
    else console.warn(`comet: ${this.url}: ${reason}`);
  }

  #wake(): void {
    const wakes = this.#wakes;
    this.#wakes = new Set();
    for (const wake of wakes) wake();
  }
}

/** A page's own mistake is reported as one, and stops nothing of ours. */
function safely(run: () => void): void {
  try {
    run();
  } catch (error) {
    setTimeout(() => {
      throw error;
    });
  }
}
