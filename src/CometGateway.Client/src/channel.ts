import { isFinal } from './answer';
import { backoff } from './backoff';
import type { Choice } from './choice';
import type { Entry } from './entry';
import type { Environment } from './environment';
import type { Line } from './line';
import type { End, Link, Sink } from './link';
import { linkFor } from './links';
import type { Settings } from './types';

/** What a channel reports. */
export interface ChannelOwner {
  line(channel: Channel, line: Line): void;
  /** Bytes come through again. */
  heard(channel: Channel): void;
  lost(channel: Channel, reason: string): void;
  final(channel: Channel, end: End): void;
  /** The choice fell on another transport: its channels have to be laid anew. */
  switched(choice: Choice): void;
}

/** A connection that lived for so long was a good one: the next back-off begins anew. */
const settled = 10_000;

/** One connection kept up: opens it, notices that it is mute or dead, and comes back after a pause. */
export class Channel {
  entries: Entry[];
  /** Opened before a tab greeted: the browser's cookies may be another user's by now. */
  isOld = false;
  #state: 'idle' | 'opening' | 'live' | 'waiting' | 'closed' = 'idle';
  #link: Link | undefined;
  #opening = 0;
  #timer: unknown;
  #attempt = 0;
  #heardAt = 0;
  #liveAt = 0;
  #retry: number | undefined;
  /** The server asked for the pause: no wake cuts it short. */
  #isOrdered = false;

  constructor(
    readonly environment: Environment,
    readonly settings: Settings,
    readonly choice: Choice,
    readonly owner: ChannelOwner,
    entries: Entry[],
  ) {
    this.entries = entries;
  }

  open(): void {
    const transport = this.choice.current;
    if (this.#state === 'closed' || !transport) return;
    this.#drop();
    this.isOld = false;
    // All its pages have ended; the next ones find it here.
    this.#state = this.entries.length > 0 ? 'opening' : 'idle';
    if (this.#state === 'idle') return;
    const opening = this.#opening;
    const when = <A extends unknown[]>(run: (...values: A) => void) => (...values: A) => {
      if (opening === this.#opening) run(...values);
    };
    const sink: Sink = {
      heard: when(() => this.#heard()),
      line: when(line => {
        this.#heard();
        this.owner.line(this, line);
      }),
      retry: when(milliseconds => {
        if (milliseconds >= 0) this.#retry = +milliseconds;
      }),
      ended: when(end => this.#ended(end)),
    };
    // A long poll may be silent for long.
    const patience = transport === 'longpoll' ? undefined : this.choice.isFirst ? this.settings.muteAfter : this.settings.muteAfter * 0.75;
    if (patience !== undefined) this.#timer = this.environment.setTimer(() => this.#mute(), patience);
    for (const entry of this.entries) [entry.staged, entry.lines] = [undefined, []];
    try {
      const link = linkFor(transport, this.environment)(this.environment, this.settings, this.entries, sink);
      if (opening === this.#opening) this.#link = link;
      else link.close();
    } catch (error) {
      sink.ended({ kind: 'unsupported', status: 0, reason: String(error) });
    }
  }

  /** Another list of pages. An old connection is not given more. */
  update(entries: Entry[]): void {
    this.entries = entries;
    if (this.#state === 'waiting') return;
    if (this.#link?.update && !this.isOld) this.#link.update(entries);
    else this.open();
  }

  /** The server follows this page no more; it is not asked to until the list is updated. */
  forget(entry: Entry): void {
    this.entries = this.entries.filter(one => one !== entry);
    this.#link?.update?.(this.entries);
  }

  /** Back at once, where the pause is our own; a connection that should have spoken is opened anew. */
  wake(): void {
    const isSilent = this.#state === 'live' && this.environment.now() - this.#heardAt > this.settings.silentAfter / 2;
    if ((this.#state === 'waiting' && !this.#isOrdered) || isSilent) {
      this.#attempt = 0;
      this.open();
    }
  }

  close(): void {
    this.#drop();
    this.#state = 'closed';
  }

  #heard(): void {
    this.#heardAt = this.environment.now();
    if (this.#state !== 'opening') return;
    this.#state = 'live';
    this.#liveAt = this.#heardAt;
    this.environment.clearTimer(this.#timer);
    // A long poll has a deadline of its own.
    if (this.choice.current !== 'longpoll') this.#watch();
    this.choice.worked();
    this.owner.heard(this);
  }

  #watch(): void {
    const left = this.#heardAt + this.settings.silentAfter - this.environment.now();
    if (left <= 0) this.#ended({ kind: 'fault', reason: 'silence' });
    else this.#timer = this.environment.setTimer(() => this.#watch(), left);
  }

  #mute(): void {
    this.#unusable('no byte came');
  }

  #ended(end: End): void {
    const wasLive = this.#state === 'live';
    if (wasLive && this.environment.now() - this.#liveAt >= settled) this.#attempt = 0;
    this.#drop();
    if (end.kind === 'final') {
      this.#state = 'closed';
      this.owner.final(this, end);
    } else if (end.kind === 'unsupported') {
      this.#unusable(end.reason ?? 'not supported', end);
    } else if (end.kind === 'over' && wasLive) {
      this.#pause({ ordered: end.wait ?? this.#retry, keep: true });
    } else {
      this.owner.lost(this, end.reason ?? 'connection lost');
      const next = wasLive || end.wait !== undefined ? 'stay' : this.choice.faulted();
      if (next === 'next') this.owner.switched(this.choice);
      else this.#pause({ ordered: end.wait ?? this.#retry, keep: end.wait !== undefined, backoff: true, round: next === 'round' });
    }
  }

  #unusable(reason: string, end?: End): void {
    this.#drop();
    const next = this.choice.failed();
    if (next === 'only' && end && isFinal(end.status)) {
      this.#state = 'closed';
      this.owner.final(this, { ...end, kind: 'final', reason });
      return;
    }
    this.owner.lost(this, reason);
    if (next === 'next') this.owner.switched(this.choice);
    else this.#pause({ backoff: true, round: next === 'round' });
  }

  /**
   * @param pause.ordered What the server asked for: a floor, and the whole pause after a polite end or a Retry-After.
   * @param pause.keep No wake may cut it short.
   * @param pause.round All transports were tried: the next attempt begins with the first.
   */
  #pause({ ordered, keep, backoff: withBackoff, round }: { ordered?: number; keep?: boolean; backoff?: boolean; round?: boolean }): void {
    const { backoffBase, backoffCap } = this.settings;
    const isExact = ordered !== undefined && (keep || !withBackoff || this.#attempt === 0);
    const own = isExact ? 0 : backoff(this.#attempt, this.environment.random(), backoffBase, backoffCap);
    this.#attempt++;
    this.#state = 'waiting';
    this.#isOrdered = keep === true && ordered !== undefined;
    this.#timer = this.environment.setTimer(() => (round ? this.owner.switched(this.choice) : this.open()), (ordered ?? 0) + own);
  }

  #drop(): void {
    this.#opening++;
    this.environment.clearTimer(this.#timer);
    const link = this.#link;
    this.#link = undefined;
    link?.close();
  }
}
