import { valueOf, type Held } from './held';
import type { Change, Listener, Refusal, Status, SubscribeOptions, Subscription } from './types';

/** A subscription as its client feeds it. */
export class PageSubscription<T = any> implements Subscription<T> {
  status: Status = 'connecting';
  reason: string | undefined;
  onstatus: ((status: Status, reason: string | undefined) => void) | undefined;
  onerror: ((refusal: Refusal) => void) | undefined;
  value: T | undefined;
  #count = 0;
  #loops = 0;
  #wakes = new Set<() => void>();
  #release: (() => void) | undefined;

  constructor(
    readonly url: string,
    readonly listener: Listener<T> | undefined,
    readonly options: SubscribeOptions,
    release: (subscription: PageSubscription) => void,
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

  [Symbol.asyncIterator](): AsyncIterableIterator<T> {
    let seen = 0;
    let isLeft = false;
    this.#loops++;
    // No generator: it would not hear of its end while it waits for a value.
    return {
      next: async () => {
        while (!isLeft && this.#count === seen && this.status !== 'closed') await new Promise<void>(resolve => this.#wakes.add(resolve));
        if (isLeft || this.#count === seen) return { done: true, value: undefined };
        seen = this.#count;
        return { done: false, value: this.value as T };
      },
      return: async () => {
        if (!isLeft && --this.#loops === 0 && !this.listener) this.close();
        isLeft = true;
        this.#wake();
        return { done: true, value: undefined };
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  hand(held: Held, change: Change): void {
    if (this.status === 'closed') return;
    const told = { ...change };
    if (this.#count > 0) told.previous = this.value;
    this.value = valueOf(held, this.options.as) as T;
    this.#count++;
    this.#wake();
    safely(() => this.listener?.(this.value as T, told));
  }

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
