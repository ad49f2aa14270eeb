import { fold, type Held } from './held';
import type { Line } from './line';
import type { PageSubscription } from './subscription';
import type { Change, EventForm, Status, TransportOption } from './types';

/** One page as this tab holds it, for all its subscriptions to it. */
export class Replica {
  held: Held | undefined;
  status: Status = 'connecting';
  reason: string | undefined;
  readonly subscriptions = new Set<PageSubscription>();

  constructor(
    readonly transport: TransportOption,
    readonly url: string,
    public form: EventForm,
  ) {}

  /** A whole value from the hub. */
  take(held: Held): void {
    this.#replace(held, { event: 'snapshot', id: held.version });
  }

  /** One change. False where it does not fit what is held. */
  apply(lines: readonly Line[], base: string | undefined, form: EventForm): boolean {
    const last = lines[lines.length - 1]!;
    // The same id is the same content: another tab's hub may tell what this one knows already. In another form it is the base of other changes.
    if (this.held && last.id === this.held.version && form === this.held.form) return true;
    const isWhole = lines.some(line => line.event === 'snapshot' || line.event === 'message');
    if (!isWhole && base !== this.held?.version) return false;
    let next = this.held;
    for (const line of lines) {
      next = fold(next, line, form);
      if (!next) return false;
    }
    const change: Change = { event: last.event, id: last.id! };
    if (last.event === 'patch') change.patch = lines.flatMap(line => line.data);
    else if (lines.length === 1 && !isWhole) change.delta = last.data;
    this.#replace(next!, change);
    return true;
  }

  set(status: Status, reason: string | undefined): void {
    if (this.status === status && this.reason === reason) return;
    [this.status, this.reason] = [status, reason];
    for (const subscription of [...this.subscriptions]) subscription.set(status, reason);
  }

  #replace(held: Held, change: Change): void {
    const before = this.held;
    this.held = held;
    const isSame = before && (before.version === held.version || (before.text === held.text && before.json === held.json));
    // One that came for another form has nothing yet.
    for (const subscription of [...this.subscriptions]) if (!isSame || subscription.value === undefined) subscription.hand(held, change);
  }
}
