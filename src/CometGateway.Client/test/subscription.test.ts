import { afterEach, beforeEach, expect, test, vi } from 'vitest';
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
