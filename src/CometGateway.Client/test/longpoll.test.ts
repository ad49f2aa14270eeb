import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SubscribeOptions } from '../src/types';
import { Browser } from './browser';
import { tab } from './tab';
import { World } from './world';

let world: World;

beforeEach(() => void (world = new World()));
afterEach(() => void vi.useRealTimers());

const waited = { 'Preference-Applied': 'wait=25', 'Content-Type': 'text/plain; charset=utf-8' };

async function polling(url = '/a', options: SubscribeOptions = {}) {
  const { client } = tab(world);
  const values: unknown[] = [];
  const errors: unknown[] = [];
  const sub = client.subscribe(url, value => values.push(value), { transport: 'longpoll', onerror: error => errors.push(error), ...options });
  await world.pass(20);
  return { client, sub, values, errors };
}

test('each page has a request of its own: the first at once, the next with what is held', async () => {
  const { values } = await polling('/a?x=1');
  expect([world.last.url, world.last.headers]).toEqual(['/a?x=1', { Prefer: 'wait=25' }]);
  await world.last.reply(200, 'one', { ...waited, ETag: '"e1"' });

  expect(values).toEqual(['one']);
  expect(world.calls.length).toBe(2);
  expect(world.last.headers).toEqual({ Prefer: 'wait=25', 'If-None-Match': '"e1"', 'A-IM': 'text-delta' });
  await world.pass(25_000);
  await world.last.reply(304, null, { ...waited, ETag: '"e1"' });
  await world.last.reply(200, 'two', { ...waited, ETag: '"e2"' });
  expect(values).toEqual(['one', 'two']);
});

test('a delta is applied to its base', async () => {
  const { values } = await polling();
  await world.last.reply(200, '{"n":1}', { ...waited, ETag: '"e1"' });
  await world.last.reply(226, '[[0,5],"2",[6,1]]', { ...waited, ETag: '"e2"', IM: 'text-delta', 'Delta-Base': '"e1"' });

  expect(values).toEqual([{ n: 1 }, { n: 2 }]);
  expect(world.last.headers['If-None-Match']).toBe('"e2"');
});

test('a JSON Patch is applied to its base', async () => {
  const { values } = await polling('/a', { events: 'json-patch' });
  await world.last.reply(200, '{"n":1}', { ...waited, ETag: '"e1"' });
  expect(world.last.headers['A-IM']).toBe('json-patch');
  await world.last.reply(226, '[{"op":"replace","path":"/n","value":2}]', { ...waited, ETag: '"e2"', 'Delta-Base': '"e1"' });

  expect(values).toEqual([{ n: 1 }, { n: 2 }]);
});

test.each([['another base', '"e0"'], ['no base named', undefined]])('a delta over %s is not applied: the whole page is asked for', async (_, base) => {
  const { values } = await polling();
  await world.last.reply(200, 'abc', { ...waited, ETag: '"e1"' });
  await world.last.reply(226, '[[0,1]]', { ...waited, ETag: '"e2"', ...(base && { 'Delta-Base': base }) });
  await world.pass(1);

  expect(values).toEqual(['abc']);
  expect(world.last.headers).toEqual({ Prefer: 'wait=25' });
});

test.each([
  ['a byte order mark', '\ufeffabc', 'text/plain; charset=utf-8'],
  ['another charset', 'abc', 'text/plain; charset=iso-8859-1'],
])('no deltas over %s, where the server may count otherwise', async (_, body, type) => {
  const { values } = await polling();
  await world.last.reply(200, body, { ...waited, 'Content-Type': type, ETag: '"e1"' });

  expect(values).toEqual(['abc']);
  expect(world.last.headers['A-IM']).toBeUndefined();
});

test('a server that does not wait is not asked in a storm', async () => {
  const { values } = await polling();
  for (let round = 0; round < 20; round++) {
    await world.last.reply(200, 'same', { ETag: '"e1"' }).catch(() => {});
    await world.pass(500);
  }

  expect(world.calls.length).toBeLessThanOrEqual(6);
  expect(values).toEqual(['same']);
});

test('a page without an entity tag is asked for at a pace, and handed out where its text is another', async () => {
  const { values, sub } = await polling('/a', { as: 'text' });
  for (const text of ['1', '1', '2', '2', '1']) {
    await world.last.reply(200, text, waited);
    expect(world.last.headers).toEqual({ Prefer: 'wait=25' });
    await world.pass(2_000);
  }

  expect(values).toEqual(['1', '2', '1']);
  expect(world.calls.length).toBe(6);
  expect(sub.status).toBe('live');
});

test.each([304, 200, 226])('a %i that comes early with nothing new is followed by a pause', async status => {
  await polling();
  await world.last.reply(200, 'one', { ...waited, ETag: '"e1"' });
  for (let round = 0; round < 20; round++) {
    await world.last.reply(status, { 304: null, 200: 'one', 226: '[[0,3]]' }[status], { ...waited, ETag: '"e1"', 'Delta-Base': '"e1"' }).catch(() => {});
    await world.pass(500);
  }

  expect(world.calls.length).toBeLessThanOrEqual(7);
});

test('what is new is never waited for, and nothing new is no pause after a wait', async () => {
  const { values } = await polling();
  for (let n = 0; n < 5; n++) await world.last.reply(200, `text ${n}`, { ...waited, ETag: `"e${n}"` });
  expect(world.calls.length).toBe(6);
  await world.pass(2_000);
  await world.last.reply(304, null, { ...waited, ETag: '"e4"' });

  expect(world.calls.length).toBe(7);
  expect(values).toEqual(['text 0', 'text 1', 'text 2', 'text 3', 'text 4']);
});

test('an HTML page in place of JSON, as a login is, is no value', async () => {
  const { values, sub } = await polling();
  await world.last.reply(200, '{"n":1}', { ...waited, ETag: '"e1"' });
  await world.last.reply(200, '<title>Please log in</title>', { 'Content-Type': 'text/html', ETag: '"login"' });

  expect(values).toEqual([{ n: 1 }]);
  expect([sub.status, sub.reason]).toEqual(['connecting', 'HTML in place of JSON']);
  await world.pass(1_000);
  await world.last.reply(200, '{"n":2}', { ...waited, ETag: '"e2"' });
  expect(values).toEqual([{ n: 1 }, { n: 2 }]);
  expect(sub.status).toBe('live');
});

test.each([
  ['JSON that the site calls HTML', '{"n":1}', '{"n":2}', { n: 2 }],
  ['a fragment that began as a number', '12', '<b>13</b>', '<b>13</b>'],
])('%s is handed out', async (_, first, second, value) => {
  const { values, sub } = await polling();
  await world.last.reply(200, first, { ...waited, 'Content-Type': 'text/html', ETag: '"e1"' });
  await world.last.reply(200, second, { ...waited, 'Content-Type': 'text/html', ETag: '"e2"' });

  expect([values[1], sub.status]).toEqual([value, 'live']);
});

test.each([204, 401, 403, 404, 406, 410])('%i ends the page', async status => {
  const { sub, errors } = await polling();
  await world.last.reply(status);
  await world.pass(100_000);

  expect(sub.status).toBe('closed');
  expect(errors).toMatchObject([{ status }]);
  expect(world.calls.length).toBe(1);
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

test('closing aborts the request', async () => {
  const { sub } = await polling();
  sub.close();
  await world.pass(1_000);
  expect(world.last.isAborted).toBe(true);
  await world.pass(100_000);

  expect(world.calls.length).toBe(1);
});

test('pages have their requests side by side, and their own fates', async () => {
  const { client, values } = await polling('/a');
  client.subscribe('/b', value => values.push(value), { transport: 'longpoll' });
  await world.pass(20);
  expect(world.calls.map(call => [call.url, call.isAborted])).toEqual([['/a', false], ['/b', false]]);
  await world.calls[0]!.reply(404);
  await world.calls[1]!.reply(200, 'b', { ...waited, ETag: '"e"' });

  expect(values).toEqual(['b']);
  expect(world.calls[2]!.url).toBe('/b');
});

test('for a tab that comes later a page is asked for anew, without what is held; the pages of others are left alone', async () => {
  const newTab = new Browser(world).worker();
  const follow = (page: string) => {
    const values: unknown[] = [];
    newTab().client.subscribe(page, value => values.push(value), { transport: 'longpoll' });
    return values;
  };
  const one = follow('/a');
  follow('/b');
  await world.pass(20);
  await world.calls[0]!.reply(200, 'anna', { ...waited, ETag: '"a1"' });
  const [other, held] = world.calls.slice(1);
  await world.pass(1_000);
  const two = follow('/a');
  await world.pass(20);
  expect([two, other!.isAborted, held!.isAborted]).toEqual([[], false, true]);
  expect([world.last.url, world.last.headers]).toEqual(['/a', { Prefer: 'wait=25' }]);
  await world.last.reply(200, 'bert', { ...waited, ETag: '"b1"' });

  expect([one, two]).toEqual([['anna', 'bert'], ['bert']]);
});
