import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Transport } from '../src/types';
import { tab } from './tab';
import { World } from './world';

let world: World;

beforeEach(() => void (world = new World()));
afterEach(() => void vi.useRealTimers());

test.each<Transport>(['sse', 'ndjson', 'longpoll'])('a request of %s carries the cookies of the site, and is kept by no cache', async transport => {
  const asked: RequestInit[] = [];
  const { fetch } = world.environment;
  world.environment.fetch = (url, init) => {
    asked.push(init!);
    return fetch!(url, init);
  };
  tab(world).client.subscribe('/a', undefined, { transport });
  await world.pass(20);

  expect(asked).toMatchObject([{ credentials: 'same-origin', cache: 'no-store' }]);
});

test('pages with long URLs are asked for on as many connections as keep each URL under 8 KB, with their versions too', async () => {
  const { client } = tab(world);
  const pages = Array.from({ length: 60 }, (_, n) => `/${n}?q=`.padEnd(200, 'long'));
  const seen: unknown[] = [];
  for (const page of pages) client.subscribe(page, value => seen.push(value));
  await world.pass(20);
  const first = [...world.calls];
  for (const call of first) {
    await call.open();
    for (const page of call.pages) await call.lines({ url: page, event: 'snapshot', id: 'v'.repeat(16), data: page });
    await call.end();
  }
  await world.pass(2_000);

  expect(first.flatMap(call => call.pages)).toEqual(pages);
  expect(first.length).toBeGreaterThan(1);
  expect(world.calls.length).toBe(2 * first.length);
  expect(Math.max(...world.calls.map(call => call.url.length))).toBeLessThan(8_000);
  expect(world.last.url).toContain(encodeURIComponent('comet.since='));
  expect(seen).toEqual(pages);
});
