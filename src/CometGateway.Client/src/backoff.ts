/** Exponential back-off with full jitter: anything from nothing to the roof, so that a crowd does not come back together. */
export function backoff(attempt: number, random: number, base: number, cap: number): number {
  return Math.round(random * Math.min(cap, base * 2 ** Math.min(attempt, 30)));
}

/** Milliseconds of a Retry-After (RFC 9110 §10.2.3): seconds or a date. Undefined where there is none. */
export function retryAfter(header: string | null | undefined, now: number): number | undefined {
  if (!header) return undefined;
  if (/^\d+$/.test(header)) return +header * 1_000;
  // Date.parse alone takes almost anything for a date.
  const date = header.endsWith('GMT') ? Date.parse(header) : NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
