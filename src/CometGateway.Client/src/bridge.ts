import type { FromHub, ToHub } from './messages';

/** The way from a tab to the hub that serves it. */
export interface Bridge {
  post(message: ToHub): void;
  close(): void;
}

/** The tab's end of the way. */
export interface BridgeEnd {
  receive(message: FromHub): void;
  /** A hub is there that does not know this tab yet: also after one has gone and another taken over. */
  fresh(): void;
  /** This way does not work here; take the next. */
  failed(): void;
}

/** A hub that does not answer within this time is taken for none. */
export const patience = 3_000;

export type OpenBridge = (end: BridgeEnd) => Bridge;
