export { configure, subscribe } from './api';
export { Subscription } from './subscription';
export type { Change, EventForm, Listener, Refusal, Settings, Status, SubscribeOptions, Transport, TransportOption } from './types';
