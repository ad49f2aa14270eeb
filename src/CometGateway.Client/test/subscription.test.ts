import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { tab } from './tab';
import { settle, World } from './world';

let world: World;

beforeEach(() => void (world = new World()));
afterEach(() => void vi.useRealTimers());

async function open(url: string, options = {}) {
  const { client } = tab(world);
  const sub = client.subscribe(url, undefined, options);
  await world.pass(20);
  await world.last.open();
  return { client, sub };
}

const value = (n: number) => ({ url: '/a', event: 'snapshot', id: `v${n}`, data: `${n}` });

test('iteration gives the newest value and skips what came while the loop was busy', async () => {
  const { sub } = await open('/a');
  const seen: unknown[] = [];
  let go = () => {};
  void (async () => {
    for await (const one of sub) {
      seen.push(one);
      await new Promise<void>(resolve => (go = resolve));
    }
    seen.push('end');
  })();
  await world.last.lines(value(1));
  await world.last.lines(value(2), value(3), value(4));
  expect(seen).toEqual([1]);
  go();
  await settle();
  expect(seen).toEqual([1, 4]);
  await world.last.lines(value(5));
  sub.close();
  go();
  await settle();
  go();
  await settle();

  expect(seen).toEqual([1, 4, 5, 'end']);
});

test('two loops over one subscription each see the values', async () => {
  const { sub } = await open('/a');
  const seen: unknown[] = [];
  for (const name of ['x', 'y']) void (async () => { for await (const one of sub) seen.push(name + one); })();
  await world.last.lines(value(1));
  await world.last.lines(value(2));

  expect(seen.sort()).toEqual(['x1', 'x2', 'y1', 'y2']);
});

describe('a loop that is left', () => {
  const leave: [string, (sub: AsyncIterable<unknown>) => Promise<unknown>][] = [
    ['break', async sub => { for await (const _ of sub) break; }],
    ['return', async sub => { for await (const _ of sub) return; }],
    ['an exception', async sub => { for await (const _ of sub) throw new Error('of the page'); }],
    ['return() of its iterator', async sub => {
      const loop = sub[Symbol.asyncIterator]();
      await loop.next();
      await loop.return!();
    }],
    ['return() before the first value', sub => sub[Symbol.asyncIterator]().return!()],
    ['return() while it waits', async sub => {
      const loop = sub[Symbol.asyncIterator]();
      const next = loop.next().then(() => loop.next());
      await settle();
      await loop.return!();
      expect(await next).toEqual({ done: true, value: undefined });
    }],
  ];

  test.each(leave)('by %s closes a subscription that nobody else reads', async (_, run) => {
    const states: unknown[] = [];
    const { client, sub } = await open('/a', { onstatus: (status: string) => states.push(status) });
    await world.last.lines(value(1));
    await run(sub).catch(() => {});
    await world.pass(1_000);

    expect([sub.status, sub.reason, world.last.isAborted]).toEqual(['closed', 'closed by the page', true]);
    expect(states).toEqual(['live', 'closed']);
    expect(await sub[Symbol.asyncIterator]().next()).toEqual({ done: false, value: 1 });
    client.detach();
  });

  test.each(leave)('by %s leaves a subscription open that has a listener', async (_, run) => {
    const { client } = tab(world);
    const seen: unknown[] = [];
    const sub = client.subscribe('/a', one => seen.push(one));
    await world.pass(20);
    await world.last.open();
    await world.last.lines(value(1));
    await run(sub).catch(() => {});
    await world.last.lines(value(2));

    expect([sub.status, seen]).toEqual(['live', [1, 2]]);
  });

  test('leaves a subscription open that another loop reads; the last one closes it', async () => {
    const { sub } = await open('/a');
    await world.last.lines(value(1));
    const [first, second] = [sub[Symbol.asyncIterator](), sub[Symbol.asyncIterator]()];
    await first.return!();
    // Once for each loop.
    await first.return!();
    expect(sub.status).toBe('live');
    expect(await second.next()).toEqual({ done: false, value: 1 });
    const next = second.next();
    await world.last.lines(value(2));
    expect(await next).toEqual({ done: false, value: 2 });
    await second.return!();

    expect(sub.status).toBe('closed');
  });

  test('leaves other subscriptions to the same page open', async () => {
    const { client, sub } = await open('/a');
    const other = client.subscribe('/a', () => {});
    await world.last.lines(value(1));
    for await (const _ of sub) break;

    expect([sub.status, other.status]).toEqual(['closed', 'live']);
  });
});

test('an abort closes; one already aborted asks for nothing', async () => {
  const abort = new AbortController();
  const { client, sub } = await open('/a', { signal: abort.signal });
  abort.abort();
  await world.pass(1_000);
  expect([sub.status, world.last.isAborted]).toEqual(['closed', true]);
  const other = client.subscribe('/b', undefined, { signal: AbortSignal.abort() });
  await world.pass(1_000);

  expect([other.status, world.calls.length]).toEqual(['closed', 1]);
});

test('after close nothing is called any more', async () => {
  const { client } = tab(world);
  const seen: unknown[] = [];
  const sub = client.subscribe('/a', one => seen.push(one), { onstatus: status => seen.push(status) });
  client.subscribe('/a');
  await world.pass(20);
  await world.last.open();
  await world.last.lines(value(1));
  sub.close();
  sub.close();
  await world.last.lines(value(2));

  expect(seen.filter(one => typeof one === 'number')).toEqual([1]);
  expect(seen.filter(one => one === 'closed')).toEqual(['closed']);
});

test('a listener that throws does not stop the others', async () => {
  const { client } = tab(world);
  const seen: unknown[] = [];
  client.subscribe('/a', () => {
    throw new Error('of the page');
  });
  client.subscribe('/a', one => seen.push(one));
  await world.pass(20);
  await world.last.open();
  await world.last.lines(value(1));
  expect(seen).toEqual([1]);

  // Reported as the page's own.
  expect(() => vi.runOnlyPendingTimers()).toThrow('of the page');
});

test('a listener may close and subscribe', async () => {
  const { client } = tab(world);
  const seen: unknown[] = [];
  const sub = client.subscribe('/a', one => {
    seen.push(one);
    sub.close();
    client.subscribe('/a', again => seen.push(again));
  });
  await world.pass(20);
  await world.last.open();
  await world.last.lines(value(1));
  await world.pass(20);
  await world.last.lines(value(2));

  expect(seen).toEqual([1, 1, 2]);
});
