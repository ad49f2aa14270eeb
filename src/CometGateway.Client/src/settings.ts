import type { Settings } from './types';

export const defaults: Readonly<Settings> = {
  base: '/_comet',
  share: 'worker',
  muteAfter: 5_000,
  silentAfter: 65_000,
  hiddenAfter: 300_000,
  longPollWait: 25_000,
  backoffBase: 1_000,
  backoffCap: 30_000,
};
