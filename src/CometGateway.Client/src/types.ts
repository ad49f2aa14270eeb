/** How the browser is connected. `auto` takes the first of SSE, NDJSON, long poll and iframe that the page is offered and that gets through. */
export type Transport = 'sse' | 'ndjson' | 'longpoll' | 'iframe' | 'websocket';
export type TransportOption = 'auto' | Transport;

/** What travels when something changes; what you are handed is always the whole value. */
export type EventForm = 'text-delta' | 'json-patch' | 'merge-patch' | 'snapshot';

export type Status = 'connecting' | 'live' | 'stale' | 'closed';

/** What came over the wire for this value. */
export interface Change {
  /** `snapshot`, `message` (whole values), `delta`, `patch` or `merge`. */
  event: string;
  /** The version of the value. */
  id: string;
  /** The value before, where there was one. */
  previous?: unknown;
  /** The JSON Patch, where one came. */
  patch?: unknown;
  /** The text delta or the merge patch, where one came. */
  delta?: unknown;
}

export type Listener<T = any> = (value: T, change: Change) => void;

export interface Refusal {
  /** The HTTP status, or 0 where there was none. */
  status: number;
  reason: string;
}

export interface SubscribeOptions {
  /** Default `auto`. */
  transport?: TransportOption;
  /** Default `text-delta`. */
  events?: EventForm;
  /** `text`: the value is the page's exact text. Default: parsed where the page is JSON, else the text. */
  as?: 'text' | 'auto';
  /** Closes the subscription when aborted. */
  signal?: AbortSignal;
  onerror?: (refusal: Refusal) => void;
  onstatus?: (status: Status, reason: string | undefined) => void;
}

/** What subscribe returns: a page's newest value, as a callback or an async iterable. */
export interface Subscription<T = any> extends AsyncIterable<T> {
  /** The page's path and query. */
  readonly url: string;
  /** The newest value; undefined before the first. */
  readonly value: T | undefined;
  readonly status: Status;
  /** Why the status is not live. */
  readonly reason: string | undefined;
  onstatus: ((status: Status, reason: string | undefined) => void) | undefined;
  onerror: ((refusal: Refusal) => void) | undefined;
  close(): void;
  /**
   * The newest value each time; what came while the loop was busy is skipped. Ends when the subscription is closed.
   * A loop that is left closes the subscription where no listener was given and no other loop is open: nobody may hold it any more.
   */
  [Symbol.asyncIterator](): AsyncIterableIterator<T>;
}

/** Times are milliseconds. */
export interface Settings {
  /** Where the gateway's own endpoints are. Default: the folder `_comet` that the gateway's own script was loaded from, else `/_comet`. */
  base: string;
  /** The script that the SharedWorker runs. Default: the script tag's own URL, else `comet.js` under `base`. */
  script?: string;
  /** Whom the tabs share a connection with: `worker`, `leader` (one tab for all) or `tab` (each for itself). Default: the first that works. */
  share: 'worker' | 'leader' | 'tab';
  /**
   * Who is logged in, in any words that tell users apart: tabs of different users share nothing. Default: all tabs are one user's, as they have the same cookies.
   * Not needed where logging in or out loads a page: a tab is shown only what a connection opened after it came has brought.
   */
  identity?: string;
  /** A stream without any byte for so long after it was asked for is held up on the way; another one tried then has three quarters of it. Default 4 s. */
  muteAfter: number;
  /** A stream without any byte for so long is dead. Default 65 s. */
  silentAfter: number;
  /** A tab hidden for so long gives up its subscriptions until it is seen again. Default 5 min. */
  hiddenAfter: number;
  /** How long a long poll asks the server to wait. Default 25 s. */
  longPollWait: number;
  /** First and largest pause of the exponential back-off. Default 1 s and 30 s. */
  backoffBase: number;
  backoffCap: number;
}
