import type { Allowed } from './check';
import type { Settings } from './types';

export const defaults: Readonly<Settings> = {
  base: '/_comet',
  share: 'worker',
  /*
   * The gateway's first byte comes at once, whatever the site does. On a slow but honest line it is there after three round trips (TCP, TLS, the request)
   * and, where the first packet was lost, the second that it takes to be sent again (RFC 6298 §2.1): round trips of a second, more than a satellite's, fit in.
   * The next transport has three quarters of that (see Choice), so that long poll is reached after 7 s, with 3 s to spare of the 10 that are promised.
   */
  muteAfter: 4_000,
  silentAfter: 65_000,
  hiddenAfter: 300_000,
  longPollWait: 25_000,
  backoffBase: 1_000,
  backoffCap: 30_000,
};

export const allowed: Allowed<Settings> = { ...defaults, script: '', identity: '', share: ['worker', 'leader', 'tab'] };
