import type { Transport } from './types';

const key = 'comet.transport';
const day = 86_400_000;

/** The transport that worked for this origin, for a day. Storage may be denied: then nothing is remembered, and nothing thrown. */
export function remembered(storage: () => Storage | undefined, now: number): Transport | null {
  try {
    const { transport, until } = JSON.parse(storage()?.getItem(key) ?? 'null') ?? {};
    return typeof transport === 'string' && until > now && until <= now + day ? (transport as Transport) : null;
  } catch {
    return null;
  }
}

export function remember(storage: () => Storage | undefined, transport: Transport | null, now: number): void {
  try {
    // The day counts from the first success, so that a better transport gets its chance every day.
    if (transport && remembered(storage, now) === transport) return;
    if (transport) storage()?.setItem(key, JSON.stringify({ transport, until: now + day }));
    else storage()?.removeItem(key);
  } catch {
    // Denied or full: the next visit tries again.
  }
}
