import type { Bridge, OpenBridge } from './bridge';
import { check, type Allowed } from './check';
import { transports } from './choice';
import type { FromHub, ToHub } from './messages';
import { Replica } from './replica';
import { PageSubscription } from './subscription';
import type { Listener, Settings, SubscribeOptions, Subscription, Transport } from './types';
import { normalUrl } from './urls';

export interface ClientParts {
  settings: Settings;
  /** The page's own URL. */
  here: () => string;
  tab: string;
  /** Ways to a hub, best first; the last one must not fail. */
  bridges: readonly OpenBridge[];
  remembered: () => Transport | null;
  remember: (transport: Transport | null) => void;
}

const allowed: Allowed<SubscribeOptions> = {
  transport: transports,
  // Of the gateway's forms those that give a whole value: items do not.
  events: ['text-delta', 'json-patch', 'merge-patch', 'snapshot'],
  as: ['auto', 'text'],
  signal: 0,
  onerror: 0,
  onstatus: 0,
};

/** A tab's side: its subscriptions, what they hold, and the hub that feeds them. */
export class Client {
  readonly #replicas = new Map<string, Replica>();
  #bridge: Bridge | undefined;
  #way = 0;
  #isReady = false;
  #isPaused = false;
  #isWoken = false;

  constructor(readonly parts: ClientParts) {}

  subscribe<T = any>(url: string, listener?: Listener<T>, options: SubscribeOptions = {}): Subscription<T> {
    check('subscribe', options, allowed);
    const { transport = 'auto', events = 'text-delta', as } = options;
    const form = as === 'text' ? 'text-delta' : events;
    const page = normalUrl(url, this.parts.here());
    const key = `${transport} ${page}`;
    let replica = this.#replicas.get(key);
    const isNew = !replica;
    if (!replica) this.#replicas.set(key, (replica = new Replica(transport, page, form)));
    const wanted = replica;
    const subscription = new PageSubscription<T>(page, listener, options, one => this.#release(key, wanted, one));
    if (options.signal?.aborted) {
      subscription.close();
      return subscription;
    }
    wanted.subscriptions.add(subscription);
    const needsText = form === 'text-delta' && wanted.form !== form;
    if (needsText) wanted.form = form;
    if (!this.#bridge) this.attach();
    if (isNew || needsText) this.#ask(wanted);
    if (!isNew) void Promise.resolve().then(() => this.#catchUp(wanted, subscription));
    return subscription;
  }

  /** Finds a hub. Called by itself at the first subscription, and after a detach. */
  attach(): void {
    if (this.#bridge || this.#replicas.size === 0) return;
    const way = ++this.#way;
    const open = (index: number): void => {
      const isCurrent = () => way === this.#way;
      let isGivenUp = false;
      const bridge = this.parts.bridges[index]!({
        receive: message => isCurrent() && !isGivenUp && this.#receive(message),
        fresh: () => isCurrent() && !isGivenUp && this.#greet(),
        failed: () => {
          if (isGivenUp || !isCurrent()) return;
          isGivenUp = true;
          this.#bridge?.close();
          [this.#bridge, this.#isReady] = [undefined, false];
          open(index + 1);
        },
      });
      // It may have failed, and another been opened, while it was being opened.
      if (isCurrent() && !isGivenUp) this.#bridge = bridge;
      else bridge.close();
    };
    open(0);
  }

  /** Lets go of the hub and of everything that keeps the page alive; what is held stays. */
  detach(): void {
    this.#post({ kind: 'bye' });
    this.#way++;
    this.#bridge?.close();
    [this.#bridge, this.#isReady] = [undefined, false];
  }

  /** Gives up all pages for a while. */
  pause(): void {
    if (this.#isPaused) return;
    this.#isPaused = true;
    for (const replica of this.#replicas.values()) {
      this.#post({ kind: 'unsubscribe', transport: replica.transport, url: replica.url });
      replica.set('stale', 'hidden');
    }
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    // The user may be another by now.
    if (this.#isReady) this.#greet();
  }

  /** No pause of a connection is waited for any longer. A hub that is still to be found is told so then. */
  wake(): void {
    this.#isWoken = !this.#isReady && this.#replicas.size > 0;
    this.#post({ kind: 'wake' });
  }

  #greet(): void {
    this.#isReady = true;
    this.#post({ kind: 'hello', tab: this.parts.tab, settings: this.parts.settings, worked: this.parts.remembered() });
    for (const replica of this.#replicas.values()) this.#ask(replica);
    if (this.#isWoken) this.wake();
  }

  #ask({ transport, url, form, held }: Replica): void {
    if (!this.#isPaused) this.#post({ kind: 'subscribe', transport, url, form, held });
  }

  #post(message: ToHub): void {
    if (this.#isReady) this.#bridge!.post(message);
  }

  #receive(message: FromHub): void {
    if (message.kind === 'remember') {
      this.parts.remember(message.worked);
      return;
    }
    const { transport, url } = message;
    const replica = this.#replicas.get(`${transport} ${url}`);
    if (!replica || this.#isPaused) return;
    if (message.kind === 'state') replica.take(message.held);
    else if (message.kind === 'lines') {
      if (!replica.apply(message.lines, message.base, message.form)) this.#post({ kind: 'resync', transport, url });
    } else if (message.status === 'closed') this.#close(replica, message.reason, message.code);
    else replica.set(message.status, message.reason);
  }

  #close(replica: Replica, reason: string | undefined, code: number | undefined): void {
    this.#replicas.delete(`${replica.transport} ${replica.url}`);
    for (const subscription of [...replica.subscriptions]) subscription.set('closed', reason, code ?? 0);
  }

  #catchUp(replica: Replica, subscription: PageSubscription): void {
    const { held, form, status, reason } = replica;
    subscription.set(status, reason);
    // It may have been handed a newer value already. Where the text has been asked for and is not here yet, it is still to come.
    if (held && (held.form === form || held.form === 'text-delta') && subscription.value === undefined) subscription.hand(held, { event: 'snapshot', id: held.version });
  }

  #release(key: string, replica: Replica, subscription: PageSubscription): void {
    replica.subscriptions.delete(subscription);
    if (replica.subscriptions.size > 0 || this.#replicas.get(key) !== replica) return;
    this.#replicas.delete(key);
    this.#post({ kind: 'unsubscribe', transport: replica.transport, url: replica.url });
  }
}
