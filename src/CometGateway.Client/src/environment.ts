/** What the core needs of the world. Tests inject their own, with a clock that they move. */
export interface Environment {
  now(): number;
  random(): number;
  setTimer(run: () => void, delay: number): unknown;
  clearTimer(timer: unknown): void;
  fetch?: typeof fetch;
  /** Whether an answer's body can be read while it is still coming. */
  canStream: boolean;
  EventSource?: typeof EventSource;
  WebSocket?: typeof WebSocket;
  /** Only where there is a document: iframes need one. */
  document?: Document;
  /** Scheme and host, for WebSocket. */
  origin: string;
}

/** The browser's own, in a page or in a worker. */
export function browserEnvironment(): Environment {
  const scope = globalThis;
  return {
    now: () => Date.now(),
    random: () => Math.random(),
    // Browsers keep delays in 32 bits, 24 days at most, and end longer ones at once.
    setTimer: (run, delay) => setTimeout(run, Math.min(delay, 2e9)),
    clearTimer: timer => clearTimeout(timer as ReturnType<typeof setTimeout>),
    // Late bound: a page may wrap fetch after this script was loaded.
    fetch: typeof fetch === 'function' ? (...request) => scope.fetch(...request) : undefined,
    canStream: typeof Response === 'function' && 'body' in Response.prototype && typeof TextDecoder === 'function',
    EventSource: scope.EventSource,
    WebSocket: scope.WebSocket,
    document: typeof document === 'undefined' ? undefined : document,
    origin: location.origin,
  };
}
