import type { Entry } from './entry';
import type { Environment } from './environment';
import type { Line } from './line';
import type { Settings } from './types';

/** Why a connection is no more. */
export interface End {
  /** `over`: ended politely, come back. `fault`: broke. `unsupported`: this transport does not work here. `final`: do not come back. */
  kind: 'over' | 'fault' | 'unsupported' | 'final';
  status?: number;
  reason?: string;
  /** The gateway's word for the refusal. */
  code?: string;
  /** How many pages a connection may carry, where that is why. */
  limit?: number;
  /** Milliseconds that the server asks to wait. */
  wait?: number;
}

/** What a connection tells its channel. */
export interface Sink {
  /** A byte came: nothing on the way holds the stream up. */
  heard(): void;
  line(line: Line): void;
  retry(milliseconds: number): void;
  ended(end: End): void;
}

/** A running connection. */
export interface Link {
  close(): void;
  /** Takes up another list of pages without reopening. Absent where that is not possible. */
  update?(entries: readonly Entry[]): void;
}

export type OpenLink = (environment: Environment, settings: Settings, entries: readonly Entry[], sink: Sink) => Link;
