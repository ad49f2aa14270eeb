import { Channel, type ChannelOwner } from './channel';
import { backoff } from './backoff';
import { isFinal, type Problem } from './answer';
import { Choice, usableTransports } from './choice';
import { Entry, type Port } from './entry';
import type { Environment } from './environment';
import { fold, type Held } from './held';
import type { Line } from './line';
import type { End } from './link';
import { hasRoom, isOffered } from './links';
import type { EventForm, Settings, Status, Transport, TransportOption } from './types';

/** Pages asked for within this time share one opening; pages given up are still received for the second. */
const gather = 20;
const linger = 1_000;

/** Tabs that come one after the other, as when a browser restores them, share openings this far apart. */
const spacing = 500;

/** Follows pages for any number of tabs over as few connections as the transport allows. */
export class Hub implements ChannelOwner {
  readonly #entries = new Map<string, Entry>();
  /** By what is refused: whether a transport works is the same for all pages, whether it is offered is not. */
  readonly #choices = new Map<string, Choice>();
  #channels: Channel[] = [];
  #planned: unknown;
  #plannedAt = Infinity;
  #laidOutAt = -Infinity;
  /** How many pages the gateway takes on one connection: by default a hundred. */
  #most = 100;

  constructor(
    readonly environment: Environment,
    readonly settings: Settings,
    readonly transport: TransportOption,
    readonly worked: Transport | null,
    readonly remember: (transport: Transport | null) => void,
  ) {}

  /**
   * A tab is new, or is back. The browser's user may be another by now, and scripts cannot see that (HttpOnly cookies):
   * what came over connections opened before is shown to no further tab until one opened from now on has brought it.
   */
  greet(): void {
    for (const channel of this.#channels) channel.isOld = true;
    for (const entry of this.#entries.values()) entry.isConfirmed = false;
  }

  subscribe(port: Port, url: string, form: EventForm, held?: Held): void {
    let entry = this.#entries.get(url);
    if (!entry) this.#entries.set(url, (entry = new Entry(url, form)));
    const isNew = entry.ports.size === 0;
    entry.ports.add(port);
    // Text is asked for where one of the tabs needs the page's exact text; the others are served by it as well.
    if (form === 'text-delta' && entry.form !== form) {
      entry.form = form;
      this.#anew(entry, true);
      this.#plan(gather);
    }
    // Where other tabs wait already, some may have nothing: they need the whole.
    if (isNew && !entry.held && held?.form === entry.form) entry.held = held;
    const differs = !!entry.held && held?.version !== entry.held.version;
    const isKnown = differs && entry.isConfirmed;
    if (!isKnown && (differs || this.#channels.some(one => one.isOld && one.entries.includes(entry)))) this.#anew(entry, differs);
    this.#tell(entry, port);
    if (isKnown) this.#state(entry, port);
    if (!this.#choiceFor(entry).current) this.#end(entry, 0, 'this browser has no such transport');
    else if (isNew) this.#plan(gather);
  }

  unsubscribe(port: Port, url: string): void {
    const entry = this.#entries.get(url);
    if (!entry?.ports.delete(port)) return;
    if (entry.ports.size === 0) this.#plan(linger);
  }

  /** A tab lost its place. */
  resync(port: Port, url: string): void {
    const entry = this.#entries.get(url);
    if (entry?.held && entry.ports.has(port)) this.#state(entry, port);
  }

  drop(port: Port): void {
    for (const url of [...this.#entries.keys()]) this.unsubscribe(port, url);
  }

  wake(): void {
    for (const channel of [...this.#channels]) channel.wake();
  }

  close(): void {
    this.environment.clearTimer(this.#planned);
    for (const entry of this.#entries.values()) this.environment.clearTimer(entry.pause);
    for (const channel of this.#channels) channel.close();
    this.#channels = [];
    this.#entries.clear();
  }

  line(channel: Channel, line: Line): void {
    const entry = line.url === undefined ? undefined : channel.entries.find(one => one.url === line.url);
    if (!entry) return;
    if (line.event === 'status') this.#status(entry, line.data ?? {});
    else if (line.event === 'error') this.#error(channel, entry, line.data ?? {});
    else this.#data(channel, entry, line);
  }

  heard(channel: Channel): void {
    for (const entry of channel.entries) {
      if (entry.held && entry.status === 'connecting') this.#set(entry, 'live');
    }
  }

  lost(channel: Channel, reason: string): void {
    for (const entry of channel.entries) this.#set(entry, 'connecting', reason);
  }

  final(channel: Channel, { status = 0, reason = 'refused', code, limit }: End): void {
    this.#channels = this.#channels.filter(one => one !== channel);
    if (limit! < channel.entries.length) {
      this.#most = limit!;
      this.#plan(0);
    } else for (const entry of channel.entries) this.#refuse(channel, entry, status, reason, code);
  }

  switched(choice: Choice): void {
    for (const channel of this.#channels) if (channel.choice === choice) channel.close();
    this.#channels = this.#channels.filter(channel => channel.choice !== choice);
    this.#layOut();
  }

  #data(channel: Channel, entry: Entry, line: Line): void {
    const next = fold(entry.staged ?? entry.held, line, entry.form);
    if (!next) {
      this.#broken(channel, entry);
      return;
    }
    entry.lines.push(line);
    if (next.version === '~') {
      // A part of a change: what the tabs have stays until the last part is here.
      entry.staged = next;
      return;
    }
    const [base, lines] = [entry.held?.version, entry.lines];
    [entry.held, entry.staged, entry.lines] = [next, undefined, []];
    if (!this.#isBroken(entry)) entry.refusals = 0;
    entry.isConfirmed = !channel.isOld;
    for (const port of entry.ports) port.post({ kind: 'lines', transport: this.transport, url: entry.url, base, form: entry.form, lines });
    if (entry.status === 'connecting') this.#set(entry, 'live');
  }

  /** A change that does not fit: never a wrong value, so the page is asked for anew, as a whole. Where that does not help, after growing pauses. */
  #broken(channel: Channel, entry: Entry): void {
    const isAgain = this.#isBroken(entry);
    [entry.held, entry.staged, entry.lines, entry.brokenAt] = [undefined, undefined, [], this.environment.now()];
    if (isAgain) this.#pause(channel, entry, undefined, 'a change does not fit');
    else {
      channel.forget(entry);
      this.#plan(0);
    }
  }

  #isBroken(entry: Entry): boolean {
    return this.environment.now() - entry.brokenAt < this.settings.backoffCap;
  }

  #status(entry: Entry, { state, reason }: { state?: string; reason?: string }): void {
    if (state === 'gone') this.#end(entry, 410, reason ?? state);
    else if (state === 'unauthorized') this.#end(entry, 401, reason ?? state);
    else if (state === 'live' || state === 'stale') this.#set(entry, state, reason);
  }

  #error(channel: Channel, entry: Entry, { status, title, code, limit, retryAfter }: Problem & { retryAfter?: number }): void {
    const reason = title ?? code ?? `status ${status}`;
    // Of a WebSocket's pages, those that are one too many.
    if (limit) this.#most = limit;
    if (isFinal(status)) this.#refuse(channel, entry, status!, reason, code);
    else this.#pause(channel, entry, retryAfter === undefined ? undefined : retryAfter * 1_000, reason);
  }

  /** Refused for good, unless only this transport is and there is another. */
  #refuse(channel: Channel, entry: Entry, status: number, reason: string, code?: string): void {
    if (code === 'transport_off' || code === 'own_url') {
      if (code === 'own_url') entry.isOwn = true;
      else entry.refused += channel.choice.current;
      if (this.#choiceFor(entry).current) {
        channel.forget(entry);
        this.#set(entry, 'connecting', reason);
        this.#plan(0);
        return;
      }
    }
    this.#end(entry, status, reason);
  }

  /** Refused for now, while the other pages go on. */
  #pause(channel: Channel, entry: Entry, wait: number | undefined, reason: string): void {
    channel.forget(entry);
    this.#set(entry, 'connecting', reason);
    const { backoffBase, backoffCap } = this.settings;
    entry.pause = this.environment.setTimer(() => {
      entry.pause = undefined;
      this.#plan(0);
    }, wait ?? backoffBase + backoff(entry.refusals++, this.environment.random(), backoffBase, backoffCap));
  }

  #end(entry: Entry, code: number, reason: string): void {
    this.environment.clearTimer(entry.pause);
    this.#entries.delete(entry.url);
    this.#forget(entry);
    for (const port of entry.ports) port.post({ kind: 'status', transport: this.transport, url: entry.url, status: 'closed', reason, code });
    this.#plan(linger);
  }

  /** Asks for a page over a connection opened from now on, as a whole or from what is held. Tabs that are there are told only where that fails. */
  #anew(entry: Entry, isWhole: boolean): void {
    if (isWhole) entry.held = undefined;
    [entry.staged, entry.lines, entry.status, entry.reason] = [undefined, [], 'connecting', undefined];
    this.#forget(entry);
    const past = this.environment.now() - this.#laidOutAt;
    this.#plan(past >= 0 && past < spacing ? spacing - past : gather);
  }

  #forget(entry: Entry): void {
    for (const channel of this.#channels) {
      if (channel.entries.includes(entry)) channel.forget(entry);
    }
  }

  #set(entry: Entry, status: Status, reason?: string): void {
    if (entry.status === status && entry.reason === reason) return;
    [entry.status, entry.reason] = [status, reason];
    for (const port of entry.ports) this.#tell(entry, port);
  }

  #tell({ url, status, reason }: Entry, port: Port): void {
    port.post({ kind: 'status', transport: this.transport, url, status, reason });
  }

  #state({ url, held }: Entry, port: Port): void {
    port.post({ kind: 'state', transport: this.transport, url, held: held! });
  }

  #choiceFor(entry: Entry): Choice {
    const key = entry.refused + (entry.isOwn ? '@' : '');
    let choice = this.#choices.get(key);
    if (!choice) {
      const usable = usableTransports(this.transport, this.environment).filter(transport => isOffered(transport, entry));
      this.#choices.set(key, (choice = new Choice(usable, this.worked, entry.isOwn ? () => {} : this.remember, !!key)));
    }
    return choice;
  }

  #plan(delay: number): void {
    const at = this.environment.now() + delay;
    if (at >= this.#plannedAt) return;
    this.environment.clearTimer(this.#planned);
    this.#plannedAt = at;
    this.#planned = this.environment.setTimer(() => this.#layOut(), delay);
  }

  /** Brings the channels in line with the pages wanted. Pages stay where they are, so that only channels that must are reopened. */
  #layOut(): void {
    this.environment.clearTimer(this.#planned);
    this.#plannedAt = Infinity;
    this.#laidOutAt = this.environment.now();
    for (const [url, entry] of this.#entries) {
      if (entry.ports.size > 0) continue;
      this.environment.clearTimer(entry.pause);
      this.#entries.delete(url);
    }
    const wanted = new Set([...this.#entries.values()].filter(entry => entry.pause === undefined));
    const lists = new Map<Channel, Entry[]>();
    for (const channel of this.#channels) {
      const kept = channel.entries.filter(entry => wanted.has(entry));
      kept.forEach(entry => wanted.delete(entry));
      lists.set(channel, kept);
    }
    for (const entry of wanted) {
      const choice = this.#choiceFor(entry);
      let channel = [...lists].find(([one, list]) => one.choice === choice && hasRoom(list, entry, choice.current, this.#most))?.[0];
      if (!channel) {
        channel = new Channel(this.environment, this.settings, choice, this, []);
        lists.set(channel, []);
      }
      lists.get(channel)!.push(entry);
    }
    this.#channels = [];
    for (const [channel, list] of lists) {
      if (list.length === 0) {
        channel.close();
        continue;
      }
      this.#channels.push(channel);
      if (list.length !== channel.entries.length || list.some((entry, index) => entry !== channel.entries[index])) channel.update(list);
    }
  }
}
