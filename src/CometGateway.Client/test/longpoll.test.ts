import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SubscribeOptions } from '../src/types';
import { Browser } from './browser';
import { tab } from './tab';
import { World } from './world';

let world: World;

beforeEach(() => void (world = new World()));
afterEach(() => void vi.useRealTimers());

const live = (url: string) => ({ url, event: 'status', data: { state: 'live' } });
const state = (id: string, data: string, url = '/a') => ({ url, event: 'snapshot', id, data });
const delta = (id: string, data: unknown[], url = '/a') => ({ url, event: 'delta', id, data });

async function polling(url = '/a', options: SubscribeOptions = {}) {
  const { client } = tab(world);
  const values: unknown[] = [];
  const errors: unknown[] = [];
  const follow = (page: string) => client.subscribe(page, value => values.push(value), { transport: 'longpoll', onerror: error => errors.push(error), ...options });
  const sub = follow(url);
  await world.pass(20);
  return { follow, sub, values, errors };
}

/** One answer, from its opening to its end. */
async function answer(...lines: object[]) {
  const call = world.last;
  await call.open();
  await call.lines({ event: 'retry', data: 2_000 }, { event: 'keepalive' }, ...lines);
  await call.end();
}

test('all pages are asked for at once, with what is held of each', async () => {
  const { follow, values } = await polling('/a?x=1');
  expect(world.last.url).toBe('/_comet/stream?url=%2Fa%3Fx%3D1&comet.events=text-delta&comet.keepalive=event');
  expect(world.last.headers).toEqual({ Accept: 'application/x-ndjson', Prefer: 'wait=25' });
  await answer(live('/a?x=1'), state('v1', '{"n":1}', '/a?x=1'));
  await world.pass(200);
  expect([values, world.calls.length]).toEqual([[{ n: 1 }], 2]);
  follow('/b');
  await world.pass(20);

  expect(world.calls.map(call => call.isAborted)).toEqual([false, true, false]);
  expect(world.last.pages).toEqual(['/a?x=1&comet.since=v1', '/b']);
  await answer(live('/b'), state('v7', 'text', '/b'));
  await world.pass(200);
  expect(world.last.pages).toEqual(['/a?x=1&comet.since=v1', '/b?comet.since=v7']);
  await answer(delta('v2', [[0, 5], '2', [6, 1]], '/a?x=1'));
  expect(values).toEqual([{ n: 1 }, 'text', { n: 2 }]);
});

test('a value is handed out when its line is here, not when the answer ends', async () => {
  const { values, sub } = await polling();
  await world.last.open();
  await world.last.lines(state('v1', '1'));

  expect([values, sub.status, world.calls.length]).toEqual([[1], 'live', 1]);
});

test('after a wait the next request follows at once, with news or without', async () => {
  const { values } = await polling();
  for (let n = 0; n < 5; n++) {
    await world.pass(200);
    await answer(state(`v${n}`, `${n}`));
  }
  expect(world.calls.length).toBe(6);
  await world.pass(2_000);
  await answer(live('/a'));

  expect([values, world.calls.length]).toEqual([[0, 1, 2, 3, 4], 7]);
});

test('many pages that change one after the other are asked for five times a second at most', async () => {
  const { follow, values } = await polling('/p0');
  for (let n = 1; n < 50; n++) follow(`/p${n}`);
  await world.pass(20);
  const before = world.calls.length;
  for (let n = 0; n < 100; n++) {
    if (!world.last.isAnswered) await answer(state(`v${n}`, `${n}`, `/p${n % 50}`));
    await world.pass(20);
  }

  expect(world.calls.length - before).toBeLessThanOrEqual(10);
  expect(values.length).toBe(world.calls.length - before);
});

test.each([
  ['nothing', []],
  ['how the page stands', [live('/a')]],
  ['the version that is held already', [state('v0', '0')]],
  ['of pages that were not asked for', [state('v9', '9', '/b')]],
])('answers that come early and tell %s are followed by a pause', async (_, lines) => {
  await polling();
  await answer(state('v0', '0'));
  for (let round = 0; round < 20; round++) {
    if (!world.last.isAnswered) await answer(...lines);
    await world.pass(500);
  }

  expect(world.calls.length).toBeGreaterThan(5);
  expect(world.calls.length).toBeLessThanOrEqual(8);
});

test('a page that comes within such a pause is asked for at once', async () => {
  const { follow } = await polling();
  await answer();
  await world.pass(100);
  expect(world.calls.length).toBe(1);
  follow('/b');
  await world.pass(20);

  expect(world.last.pages).toEqual(['/a', '/b']);
});

test('a change that does not fit is never applied: the whole page is asked for', async () => {
  const { values } = await polling();
  await answer(state('v1', 'abc'));
  await world.pass(200);
  await answer(delta('v2', [[0, 99]]));
  await world.pass(1);

  expect(values).toEqual(['abc']);
  expect(world.last.pages).toEqual(['/a']);
});

test('a page that is refused leaves the others alone', async () => {
  const { follow, values, errors } = await polling('/a');
  follow('/b');
  await world.pass(20);
  await answer({ url: '/a', event: 'error', data: { status: 404, title: 'There is no such page' } }, state('v1', 'b', '/b'));

  await world.pass(200);
  expect([values, errors]).toEqual([['b'], [{ status: 404, reason: 'There is no such page' }]]);
  expect(world.last.pages).toEqual(['/b?comet.since=v1']);
});

test('after the last page nothing is asked for', async () => {
  await polling();
  await answer({ url: '/a', event: 'status', data: { state: 'gone' } });
  await world.pass(100_000);

  expect(world.calls.length).toBe(1);
});

test.each([204, 401, 403, 410])('%i ends the pages', async status => {
  const { sub, errors } = await polling();
  await world.last.reply(status);
  await world.pass(100_000);

  expect([sub.status, world.calls.length]).toEqual(['closed', 1]);
  expect(errors).toMatchObject([{ status }]);
});

test.each([500, 502, 503, 429])('%i is waited out', async status => {
  const { sub } = await polling();
  await world.last.reply(status, null, { 'Retry-After': '3' });
  expect(sub.status).toBe('connecting');
  await world.pass(2_999);
  expect(world.calls.length).toBe(1);
  await world.pass(1);

  expect(world.calls.length).toBe(2);
});

test('an answer that never comes is given up after the wait and some time more', async () => {
  await polling();
  await world.pass(39_900);
  expect(world.last.isAborted).toBe(false);
  await world.pass(200);
  expect(world.calls[0]!.isAborted).toBe(true);
  await world.pass(1_000);

  expect(world.calls.length).toBe(2);
});

test('an answer that breaks off leaves what it brought, and is asked for again from there', async () => {
  const { values, sub } = await polling();
  await world.last.open();
  await world.last.lines(state('v1', '1'));
  await world.last.cut();
  expect(sub.status).toBe('connecting');
  await world.pass(1_000);

  expect([values, world.last.pages]).toEqual([[1], ['/a?comet.since=v1']]);
});

test('an answer whose bytes come slowly is read to its end', async () => {
  const { values } = await polling();
  await world.last.open();
  const line = JSON.stringify(state('v1', '"slow"')) + '\n';
  for (const piece of [line.slice(0, 9), line.slice(9, 20), line.slice(20)]) {
    await world.pass(30_000);
    await world.last.send(piece);
  }

  expect([values, world.calls.length]).toEqual([['slow'], 1]);
});

test('text that is asked for later is asked for at once, and no answer in the form before is taken for it', async () => {
  const { client } = tab(world);
  const texts: unknown[] = [];
  client.subscribe('/a', undefined, { transport: 'longpoll', events: 'json-patch' });
  await world.pass(20);
  await (await world.last.open()).lines({ url: '/a', event: 'snapshot', id: 'v1', data: { n: 1 } });
  const old = world.last;
  client.subscribe('/a', value => texts.push(value), { transport: 'longpoll', as: 'text' });
  await world.pass(200);
  expect([old.isAborted, world.last.pages]).toEqual([true, ['/a']]);
  await answer(state('x1', '{ "n" : 2 }'));

  expect(texts).toEqual(['{ "n" : 2 }']);
});

test.each([true, false])('a poll that is closed by its own answer asks no more (streams are read: %s)', async canStream => {
  world = new World({ canStream });
  await polling();
  for (let round = 0; round < 400; round++) {
    for (const call of world.calls.filter(one => !one.isAnswered && !one.isAborted)) {
      await call.open();
      void call.send('<!-- put in on the way -->\n').catch(() => {});
      await call.end().catch(() => {});
    }
    await world.pass(500);
  }

  expect(world.calls.length).toBeGreaterThan(5);
  expect(world.calls.length).toBeLessThan(30);
});

test('closing aborts the request', async () => {
  const { sub } = await polling();
  sub.close();
  await world.pass(1_000);
  expect(world.last.isAborted).toBe(true);
  await world.pass(100_000);

  expect(world.calls.length).toBe(1);
});

test('a browser that cannot read a stream takes the answer as a whole', async () => {
  world = new World({ canStream: false });
  const { values } = await polling();
  await answer(state('v1', '1'));
  await world.pass(200);
  await answer(delta('v2', ['2']));
  await world.pass(200);

  expect(values).toEqual([1, 2]);
  expect(world.last.pages).toEqual(['/a?comet.since=v2']);
});

test('for a tab that comes later a page is asked for anew, without what is held; the pages of others go on from theirs', async () => {
  const newTab = new Browser(world).worker();
  const follow = (page: string) => {
    const values: unknown[] = [];
    newTab().client.subscribe(page, value => values.push(value), { transport: 'longpoll' });
    return values;
  };
  const one = follow('/a');
  follow('/b');
  await world.pass(20);
  await answer(state('a1', 'anna'), state('b1', 'both', '/b'));
  await world.pass(1_000);
  const two = follow('/a');
  await world.pass(20);
  expect([two, world.last.pages]).toEqual([[], ['/b?comet.since=b1', '/a']]);
  await answer(state('a2', 'bert'));

  expect([one, two]).toEqual([['anna', 'bert'], ['bert']]);
});
