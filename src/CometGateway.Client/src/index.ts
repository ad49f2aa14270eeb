import { configure } from './api';
import { besideScript } from './own-script';

export { configure, subscribe } from './api';
export type { Change, EventForm, Listener, Refusal, Settings, Status, SubscribeOptions, Subscription, Transport, TransportOption } from './types';

configure(besideScript(import.meta.url));
