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

/** How many pages one connection takes: the gateway a hundred, a frame one. */
export const mostPages = (transport: Transport | undefined, { isOwn }: Entry): number => (isOwn || transport === 'iframe' ? 1 : 100);
