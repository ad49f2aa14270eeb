import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { followLife } from '../src/lifecycle';
import { localBridge } from '../src/local-bridge';
import { Browser } from './browser';
import { tab } from './tab';
import { World } from './world';

class Page extends EventTarget {
  visibilityState = 'visible';
}

let world: World;
let page: Page;

beforeEach(() => {
  world = new World();
  page = new Page();
});
afterEach(() => void vi.useRealTimers());

async function life(visibility = 'visible') {
  page.visibilityState = visibility;
  const { client } = tab(world);
  followLife(page, page, client, world.environment, 300_000);
  const values: unknown[] = [];
  const sub = client.subscribe('/a', value => values.push(value));
  await world.pass(20);
  await world.last.open();
  await world.last.lines({ url: '/a', event: 'snapshot', id: 'v1', data: '1' });
  return { client, sub, values };
}

async function become(state: string) {
  page.visibilityState = state;
  page.dispatchEvent(new Event('visibilitychange'));
  await world.pass(0);
}

const transition = (name: string, persisted: boolean) => page.dispatchEvent(Object.assign(new Event(name), { persisted }));

/** Time with a keepalive now and then. */
async function live(milliseconds: number) {
  for (let left = milliseconds; left > 0; left -= 20_000) {
    await world.pass(Math.min(left, 20_000));
    if (!world.last.isAborted) await world.last.keepalive();
  }
}

test('a hidden tab gives its pages up after five minutes, and resumes by id when seen', async () => {
  const { sub, values } = await life();
  await become('hidden');
  await live(299_000);
  expect(world.last.isAborted).toBe(false);
  await live(3_000);
  expect(world.last.isAborted).toBe(true);
  expect([sub.status, sub.reason]).toEqual(['stale', 'hidden']);
  await live(600_000);
  expect(world.calls.length).toBe(1);
  await become('visible');
  await world.pass(20);
  expect(world.last.pages).toEqual(['/a?comet.since=v1']);
  await world.last.open();
  await world.last.lines({ url: '/a', event: 'delta', id: 'v2', data: ['2'] });

  expect([values, sub.status]).toEqual([[1, 2], 'live']);
});

test('a tab hidden for a moment keeps its connection', async () => {
  await life();
  await become('hidden');
  await live(100_000);
  await become('visible');
  await live(400_000);

  expect(world.calls.map(call => call.isAborted)).toEqual([false]);
});

test('a tab opened in the background counts as hidden', async () => {
  await life('hidden');
  await live(302_000);

  expect(world.last.isAborted).toBe(true);
});

test('the back/forward cache: closed on the way in, resumed on the way out', async () => {
  const { values } = await life();
  transition('pagehide', true);
  await world.pass(0);
  expect(world.last.isAborted).toBe(true);
  await world.pass(1_000_000);
  expect(world.calls.length).toBe(1);
  transition('pageshow', true);
  await world.pass(20);
  expect(world.last.pages).toEqual(['/a?comet.since=v1']);
  await world.last.open();
  await world.last.lines({ url: '/a', event: 'delta', id: 'v2', data: ['2'] });

  expect(values).toEqual([1, 2]);
});

// Browsers close a sleeping page's WebSocket, and a worker that sleeps with its only page learns of that as both wake.
test('the back/forward cache: a page waits for no pause of a connection that its worker lost meanwhile', async () => {
  world.random = 0.999;
  const { client, values, follow } = new Browser(world).worker()();
  followLife(page, page, client, world.environment, 300_000);
  follow('/a');
  await world.pass(30);
  await world.last.open();
  await world.last.lines({ url: '/a', event: 'snapshot', id: 'v1', data: '1' });
  transition('pagehide', true);
  await world.pass(0);
  await world.last.cut();
  transition('pageshow', true);
  await world.pass(30);
  expect(world.calls.map(call => call.pages)).toEqual([['/a'], ['/a?comet.since=v1']]);
  await world.last.open();
  await world.last.lines({ url: '/a', event: 'delta', id: 'v2', data: ['2'] });

  expect(values).toEqual([1, 2]);
});

test('a hub is told that the page woke only when the page had something to wait for', async () => {
  for (const [isEarly, wakes] of [[true, 0], [false, 1]] as const) {
    const posted: string[] = [];
    const { client } = tab(world, {}, [
      end => {
        const bridge = localBridge(world.environment)(end);
        return { ...bridge, post: message => (posted.push(message.kind), bridge.post(message)) };
      },
    ]);
    if (isEarly) client.wake();
    client.subscribe('/a', () => {});
    if (!isEarly) client.wake();
    await world.pass(30);

    expect(posted.filter(kind => kind === 'wake').length).toBe(wakes);
    client.detach();
  }
});

test('the first pageshow of a page is no return', async () => {
  await life();
  transition('pageshow', false);
  await world.pass(20);

  expect(world.calls.length).toBe(1);
});

test.each([['online', () => page.dispatchEvent(new Event('online'))], ['visible', () => become('visible')]])('%s ends the pause of a lost connection', async (_, happen) => {
  await life();
  world.random = 0.999;
  await world.last.cut();
  await happen();
  await world.pass(0);

  expect(world.calls.length).toBe(2);
});
