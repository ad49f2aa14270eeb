import type { Environment } from './environment';
import type { Transport, TransportOption } from './types';

/** Which transport is tried: pure state, told what happened. */
export class Choice {
  #tried = new Set<Transport>();
  #current: Transport | undefined;

  /**
   * @param usable In order of preference.
   * @param worked What worked last time; tried first.
   * @param remember Told what works, and null when that fails.
   * @param isNarrow For pages that are not offered all.
   */
  constructor(
    readonly usable: readonly Transport[],
    worked: Transport | null | undefined,
    readonly remember: (transport: Transport | null) => void,
    readonly isNarrow: boolean,
  ) {
    this.#current = worked && usable.includes(worked) ? worked : usable[0];
  }

  /** Undefined where this browser has none of what was asked for. */
  get current(): Transport | undefined {
    return this.#current;
  }

  /** The first transport of a round has the whole time to speak, later ones less: names are resolved and TLS sessions resumed by then. */
  get isFirst(): boolean {
    return this.#tried.size === 0;
  }

  worked(): void {
    // Other pages may be offered better than the long poll that is left for these, where nothing on the way led to it.
    const isLeft = this.isNarrow && this.isFirst && (this.#current === 'longpoll' || this.#current === 'iframe');
    if (this.#current && !isLeft) this.remember(this.#current);
    this.#tried.clear();
  }

  /**
   * A connection that broke before it said anything. Most often the server is away, and says nothing about the transport:
   * only one that was fallen back to is given up, so that an outage does not end on it.
   */
  faulted(): 'stay' | 'next' | 'round' {
    if (this.isFirst) return 'stay';
    const next = this.failed();
    return next === 'only' ? 'stay' : next;
  }

  /** `next`: another transport now. `round`: all were tried, begin again after a pause. `only`: there is no other. */
  failed(): 'next' | 'round' | 'only' {
    this.remember(null);
    if (this.usable.length < 2) return 'only';
    if (this.#current) this.#tried.add(this.#current);
    const next = this.usable.find(transport => !this.#tried.has(transport));
    if (!next) this.#tried.clear();
    this.#current = next ?? this.usable[0];
    return next ? 'next' : 'round';
  }
}

/** Whatever can be asked for. All but the last are tried by `auto`, in this order. */
export const transports: readonly TransportOption[] = ['auto', 'sse', 'ndjson', 'longpoll', 'iframe', 'websocket'];

/** What can be tried here, best first. */
export function usableTransports(asked: TransportOption, { fetch, canStream, EventSource, WebSocket, document }: Environment): Transport[] {
  const stream = fetch && canStream;
  const possible: Record<Transport, unknown> = { sse: stream || EventSource, ndjson: stream, longpoll: fetch, iframe: document, websocket: WebSocket };
  const order: Transport[] = asked === 'auto' ? (transports.slice(1, 5) as Transport[]) : [asked];
  return order.filter(transport => possible[transport]);
}
