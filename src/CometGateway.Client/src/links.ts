import type { Entry } from './entry';
import type { Environment } from './environment';
import { openEventSource } from './eventsource';
import { openIframe } from './iframe';
import type { OpenLink } from './link';
import { openLongPoll } from './longpoll';
import { openNdjson, openSse } from './stream';
import type { Transport } from './types';
import { openWebSocket } from './websocket';

export function linkFor(transport: Transport, { canStream, fetch }: Environment): OpenLink {
  switch (transport) {
    case 'sse':
      return canStream && fetch ? openSse : openEventSource;
    case 'ndjson':
      return openNdjson;
    case 'longpoll':
      return openLongPoll;
    case 'iframe':
      return openIframe;
    case 'websocket':
      return openWebSocket;
  }
}

/** What can follow a page by the page's own URL. */
const own: readonly Transport[] = ['ndjson', 'longpoll', 'iframe'];

/** Whether a page may be followed in this way. */
export const isOffered = (transport: Transport, { isOwn, refused }: Entry): boolean => !refused.includes(transport) && (!isOwn || own.includes(transport));

/** Servers take about 8 KB of URL. */
const mostCharacters = 6_000;

/** What stands around a page's URL: `url=`, and its version with the name of that parameter. */
const perPage = 45;

/** Whether a connection takes one page more: the gateway so many, a frame one. */
export const hasRoom = (list: readonly Entry[], entry: Entry, transport: Transport | undefined, most: number): boolean =>
  list.length < (entry.isOwn || transport === 'iframe' ? 1 : most) &&
  [...list, entry].reduce((sum, { url }) => sum + encodeURIComponent(url).length + perPage, 0) <= mostCharacters;
