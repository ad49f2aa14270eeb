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

/** Long poll and iframe follow one page per connection. */
export const isPerPage = (transport: Transport | undefined): boolean => transport === 'longpoll' || transport === 'iframe';
