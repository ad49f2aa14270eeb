import type { OpenBridge } from './bridge';
import { Client } from './client';
import { browserEnvironment } from './environment';
import { localBridge } from './local-bridge';
import { remember, remembered } from './memory';
import { defaults } from './settings';
import type { Subscription } from './subscription';
import type { Listener, Settings, SubscribeOptions } from './types';

let settings: Settings = { ...defaults };
let client: Client | undefined;

/** Changes settings. Takes effect only before the first subscription. */
export function configure(changes: Partial<Settings>): void {
  settings = { ...settings, ...changes };
}

/** Follows a URL of the page's own origin. The listener gets the whole current value each time, whatever travelled. */
export function subscribe<T = any>(url: string, listener?: Listener<T>, options?: SubscribeOptions): Subscription<T> {
  client ??= create();
  return client.subscribe(url, listener, options);
}

function create(): Client {
  const environment = browserEnvironment();
  const storage = () => globalThis.localStorage;
  const bridges: OpenBridge[] = [localBridge(environment)];
  return new Client({
    settings,
    here: () => document.baseURI,
    tab: `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`,
    bridges,
    remembered: () => remembered(storage, Date.now()),
    remember: transport => remember(storage, transport, Date.now()),
  });
}
