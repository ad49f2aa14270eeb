import type { Held } from './held';
import type { Line } from './line';
import type { EventForm, Settings, Status, Transport, TransportOption } from './types';

/** What a tab says to the hub. A page is known by transport and URL. */
export type ToHub =
  | { kind: 'hello'; tab: string; settings: Settings; worked: Transport | null }
  | { kind: 'subscribe'; transport: TransportOption; url: string; form: EventForm; held?: Held }
  | { kind: 'unsubscribe' | 'resync'; transport: TransportOption; url: string }
  | { kind: 'wake' | 'alive' | 'bye' };

/** What the hub says to a tab. */
export type FromHub =
  | { kind: 'state'; transport: TransportOption; url: string; held: Held }
  | { kind: 'lines'; transport: TransportOption; url: string; base: string | undefined; form: EventForm; lines: Line[] }
  | { kind: 'status'; transport: TransportOption; url: string; status: Status; reason?: string; code?: number }
  | { kind: 'remember'; worked: Transport | null };
