import type { Client } from './client';
import type { Environment } from './environment';

/** What a page's life means for its subscriptions. */
export function followLife(page: EventTarget, document: EventTarget & { visibilityState: string }, client: Client, environment: Environment, hiddenAfter: number): void {
  let timer: unknown;
  const look = () => {
    environment.clearTimer(timer);
    if (document.visibilityState === 'hidden') {
      timer = environment.setTimer(() => client.pause(), hiddenAfter);
      return;
    }
    client.resume();
    client.wake();
  };
  document.addEventListener('visibilitychange', look);
  page.addEventListener('online', () => client.wake());
  // An open connection, channel or lock would keep the page out of the back/forward cache.
  page.addEventListener('pagehide', () => client.detach());
  page.addEventListener('pageshow', event => {
    if (!(event as PageTransitionEvent).persisted) return;
    client.attach();
    look();
  });
  if (document.visibilityState === 'hidden') look();
}
