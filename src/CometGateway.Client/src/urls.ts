import type { Entry } from './entry';

/** A page's URL as it is sent and echoed: path and query, without fragment and without what is meant for the gateway. */
export function normalUrl(url: string, here: string): string {
  const absolute = new URL(url, here);
  if (absolute.origin !== new URL(here).origin) throw new TypeError(`comet.subscribe: ${absolute.href} is of another origin.`);
  const query = absolute.search.slice(1).split('&').filter(part => part && !isOurs(part)).join('&');
  return absolute.pathname + (query && `?${query}`);
}

/** By its decoded name and without regard to case, as the gateway reads it: it tells of the page by the URL without these. */
const isOurs = (part: string) => /^comet\./i.test([...new URLSearchParams(`&${part}`).keys()][0] ?? '');

/** The URL with parameters for the gateway. */
export function withParameters(url: string, parameters: Record<string, string | undefined>): string {
  const added = Object.entries(parameters).filter(([, value]) => value).map(([name, value]) => `comet.${name}=${encodeURIComponent(value!)}`).join('&');
  return added ? url + (url.includes('?') ? '&' : '?') + added : url;
}

/** One connection for many pages. */
export function streamUrl(base: string, entries: readonly Entry[], more: Record<string, string>): string {
  const urls = entries.map(entry => withParameters(entry.url, { events: entry.form === 'text-delta' ? undefined : entry.form, since: since(entry) }));
  return withParameters(`${base}/stream?${urls.map(url => `url=${encodeURIComponent(url)}`).join('&')}`, { events: 'text-delta', ...more });
}

/** One page by its own URL, as lines. */
export function ownUrl(entry: Entry): string {
  return withParameters(entry.url, { transport: 'ndjson', events: entry.form, since: since(entry), keepalive: 'event' });
}

/** The version to resume from. */
export const since = ({ held, form }: Entry): string | undefined => (held?.form === form ? held.version : undefined);
