import type { Held } from './held';
import type { Line } from './line';
import type { FromHub } from './messages';
import type { EventForm, Status } from './types';

/** Somebody who is told about pages: a tab. */
export interface Port {
  post(message: FromHub): void;
}

/** One page as the hub follows it. */
export class Entry {
  held: Held | undefined;
  /** The value within a change of several lines, and the lines so far. */
  staged: Held | undefined;
  lines: Line[] = [];
  status: Status = 'connecting';
  reason: string | undefined;
  /** Refused for a while: not asked for until the timer ends. */
  pause: unknown;
  /** The transports that this page is not offered. */
  refused = '';
  /** It is offered by its own URL alone, and so has connections of its own. */
  isOwn = false;
  /** Consecutive refusals. */
  refusals = 0;
  /** When a change did not fit last. */
  brokenAt = -Infinity;
  /** Whether a connection opened since the last greeting has brought the value: before that it may be another user's, or older than a tab's. */
  isConfirmed = false;
  readonly ports = new Set<Port>();

  constructor(
    readonly url: string,
    public form: EventForm,
  ) {}
}
