import { vi } from 'vitest';
import type { Environment } from '../src/environment';

/** One request that the client made, and the answer as the test lets it come. */
export class Call {
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  #resolve!: (answer: Response) => void;
  #reject!: (error: unknown) => void;
  readonly answer: Promise<Response>;
  /** Where the answer comes from, when that is not where it was asked for. */
  redirectedTo: string | undefined;
  isAborted = false;
  isAnswered = false;

  constructor(
    readonly url: string,
    readonly headers: Record<string, string>,
    signal: AbortSignal | null | undefined,
  ) {
    this.answer = new Promise((resolve, reject) => ([this.#resolve, this.#reject] = [resolve, reject]));
    signal?.addEventListener('abort', () => {
      this.isAborted = true;
      const error = new DOMException('aborted', 'AbortError');
      this.#reject(error);
      try {
        this.#controller?.error(error);
      } catch {
        // Ended already.
      }
    });
  }

  get accept(): string | undefined {
    return this.headers['Accept'];
  }

  /** The pages asked for, with their gateway parameters. */
  get pages(): string[] {
    return new URL(this.url, 'http://site').searchParams.getAll('url');
  }

  /** Answers with a stream that stays open. */
  async open(type = this.accept!, status = 200, headers: Record<string, string> = {}): Promise<this> {
    this.isAnswered = true;
    const body = new ReadableStream<Uint8Array>({ start: controller => void (this.#controller = controller) });
    const answer = new Response(body, { status, headers: { 'Content-Type': type, ...headers } });
    if (this.redirectedTo) Object.defineProperties(answer, { redirected: { value: true }, url: { value: this.redirectedTo } });
    this.#resolve(answer);
    await settle();
    return this;
  }

  async reply(status: number, body: string | null = null, headers: Record<string, string> = {}): Promise<void> {
    this.#resolve(new Response(body, { status, headers }));
    await settle();
  }

  async fail(): Promise<void> {
    this.#reject(new TypeError('Failed to fetch'));
    await settle();
  }

  async send(text: string): Promise<void> {
    this.#controller!.enqueue(new TextEncoder().encode(text));
    await settle();
  }

  /** Lines in the framing that was asked for. */
  async lines(...lines: object[]): Promise<void> {
    const text = lines.map(line => JSON.stringify(line));
    await this.send(this.accept === 'text/event-stream' ? text.map(line => `data: ${line}\n\n`).join('') : text.map(line => `${line}\n`).join(''));
  }

  async keepalive(): Promise<void> {
    await this.send(this.accept === 'text/event-stream' ? 'event: keepalive\ndata: {}\n\n' : '{"event":"keepalive"}\n');
  }

  async end(): Promise<void> {
    this.#controller!.close();
    await settle();
  }

  async cut(): Promise<void> {
    this.#controller!.error(new TypeError('network error'));
    await settle();
  }
}

/** Lets everything run that waits for no clock. Streams need several turns of the real event loop. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn++) await new Promise<void>(resolve => realImmediate(resolve));
}

const realImmediate = globalThis.setImmediate;

/** A world with a clock that the test moves, and a server that is the test. */
export class World {
  readonly calls: Call[] = [];
  random = 0.5;
  environment: Environment;

  constructor(changes: Partial<Environment> = {}) {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: 1_700_000_000_000 });
    this.environment = {
      now: () => Date.now(),
      random: () => this.random,
      setTimer: (run, delay) => setTimeout(run, delay),
      clearTimer: timer => clearTimeout(timer as ReturnType<typeof setTimeout>),
      fetch: ((url: string, init: RequestInit) => {
        const call = new Call(url, init.headers as Record<string, string>, init.signal);
        this.calls.push(call);
        return call.answer;
      }) as typeof fetch,
      canStream: true,
      origin: 'http://site',
      ...changes,
    };
  }

  get last(): Call {
    return this.calls[this.calls.length - 1]!;
  }

  async pass(milliseconds: number): Promise<void> {
    await settle();
    await vi.advanceTimersByTimeAsync(milliseconds);
    await settle();
  }

  [Symbol.dispose](): void {
    vi.useRealTimers();
  }
}
