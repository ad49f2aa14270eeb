import { browserBridges } from './bridges';
import { check } from './check';
import { Client } from './client';
import { browserEnvironment } from './environment';
import { followLife } from './lifecycle';
import { remember, remembered } from './memory';
import { allowed, defaults } from './settings';
import type { Listener, Settings, SubscribeOptions, Subscription } from './types';

let settings: Settings = { ...defaults };
let client: Client | undefined;

/** Changes settings. Throws for one that does not exist, and after the first subscription, whose connection has been made with those of then. */
export function configure(changes: Partial<Settings>): void {
  check('configure', changes, allowed);
  if (client) throw new Error('comet.configure comes before the first subscribe');
  settings = { ...settings, ...changes };
}

/** Follows a URL of the page's own origin, in a browser's page. The listener gets the whole current value each time, whatever travelled. */
export function subscribe<T = any>(url: string, listener?: Listener<T>, options?: SubscribeOptions): Subscription<T> {
  client ??= create();
  return client.subscribe(url, listener, options);
}

function create(): Client {
  if (typeof document === 'undefined') throw new Error('comet.subscribe needs a document');
  const environment = browserEnvironment();
  const storage = () => globalThis.localStorage;
  const tab = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;
  const client = new Client({
    settings,
    here: () => document.baseURI,
    tab,
    bridges: browserBridges(environment, settings, tab, settings.script ?? `${settings.base}/comet.js`),
    remembered: () => remembered(storage, Date.now()),
    remember: transport => remember(storage, transport, Date.now()),
  });
  followLife(window, document, client, environment, settings.hiddenAfter);
  return client;
}
