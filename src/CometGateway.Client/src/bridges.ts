import type { OpenBridge } from './bridge';
import type { Environment } from './environment';
import { withFrames } from './frames';
import { leaderBridge } from './leader-bridge';
import { localBridge } from './local-bridge';
import type { Settings } from './types';
import { workerBridge } from './worker-bridge';

/** The ways to a hub that this browser has, best first. The last, a hub of the tab's own, always works. */
export function browserBridges(environment: Environment, settings: Settings, tab: string, script: string): OpenBridge[] {
  const { share, base, identity = '' } = settings;
  const locks = typeof navigator === 'undefined' ? undefined : navigator.locks;
  const bridges: OpenBridge[] = [];
  if (share === 'worker' && typeof SharedWorker === 'function') bridges.push(workerBridge(environment, () => new SharedWorker(script, `comet 1 ${identity}`), locks, tab));
  if (share !== 'tab' && locks && typeof BroadcastChannel === 'function') {
    bridges.push(leaderBridge(environment, { locks, channel: name => new BroadcastChannel(name) }, tab, `${base} ${identity}`));
  }
  return [...bridges.map(bridge => withFrames(bridge, environment)), localBridge(environment)];
}
