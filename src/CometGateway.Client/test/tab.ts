import type { OpenBridge } from '../src/bridge';
import { Client, type ClientParts } from '../src/client';
import { localBridge } from '../src/local-bridge';
import { defaults } from '../src/settings';
import type { Transport } from '../src/types';
import type { World } from './world';

/** A tab with a hub of its own, or with the bridges given. */
export function tab(world: World, parts: Partial<ClientParts> = {}, bridges: OpenBridge[] = [localBridge(world.environment)]) {
  const memory: { transport: Transport | null; log: (Transport | null)[] } = { transport: null, log: [] };
  const client = new Client({
    settings: { ...defaults },
    here: () => 'http://site/page/',
    tab: 'tab',
    bridges,
    remembered: () => memory.transport,
    remember: transport => {
      memory.transport = transport;
      memory.log.push(transport);
    },
    ...parts,
  });
  return { client, memory };
}
