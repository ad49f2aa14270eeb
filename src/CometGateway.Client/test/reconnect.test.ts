import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { backoff, retryAfter } from '../src/backoff';
import { tab } from './tab';
import { World } from './world';

let world: World;

beforeEach(() => void (world = new World()));
afterEach(() => void vi.useRealTimers());

async function following(...urls: string[]) {
  const { client } = tab(world);
  const errors: unknown[] = [];
  const subs = urls.map(url => client.subscribe(url, undefined, { onerror: error => errors.push(error) }));
  await world.pass(20);
  return { client, errors, subs };
}

async function live(...urls: string[]) {
  const all = await following(...urls);
  await world.last.open();
  await world.last.lines(...urls.map(url => ({ url, event: 'snapshot', id: 'v1', data: '1' })));
  return all;
}

test.each([
  [0, 0.999, 999], [1, 0.999, 1_998], [4, 0.999, 15_984], [5, 0.999, 29_970], [50, 0.999, 29_970], [5_000, 0.5, 15_000], [3, 0, 0],
])('back-off of attempt %i at %d is %i ms', (attempt, random, expected) => expect(backoff(attempt, random, 1_000, 30_000)).toBe(expected));

test.each([
  ['5', 5_000], ['0', 0], [null, undefined], ['', undefined], ['-1', undefined], ['soon', undefined],
  ['Thu, 01 Jan 1970 00:00:10 GMT', 9_000], ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
])('Retry-After %s is %s ms', (header, expected) => expect(retryAfter(header, 1_000)).toBe(expected));

test('pauses grow, up to the roof, and never end', async () => {
  world.random = 0.999;
  await following('/a');
  const pauses: number[] = [];
  for (let round = 0; round < 9; round++) {
    const [before, calls] = [Date.now(), world.calls.length];
    await world.last.fail();
    while (world.calls.length === calls) await world.pass(9);
    pauses.push(Math.round((Date.now() - before) / 1_000));
  }

  expect(pauses).toEqual([1, 2, 4, 8, 16, 30, 30, 30, 30]);
});

test('the server’s Retry-After is waited for, whatever wakes the page', async () => {
  const { client } = await following('/a');
  await world.last.reply(503, null, { 'Retry-After': '120' });
  client.wake();
  await world.pass(119_999);
  expect(world.calls.length).toBe(1);
  await world.pass(1);

  expect(world.calls.length).toBe(2);
});

test('after a polite end the server’s retry is the pause', async () => {
  await live('/a');
  await world.last.send('retry: 4321\n\n');
  await world.last.end();
  await world.pass(4_320);
  expect(world.calls.length).toBe(1);
  await world.pass(1);

  expect(world.calls.length).toBe(2);
});

test('a polite end leaves the status as it is, a cut does not', async () => {
  const { subs } = await live('/a');
  await world.last.end();
  expect(subs[0]!.status).toBe('live');
  await world.pass(1_000);
  await (await world.last.open()).keepalive();
  await world.last.cut();
  expect([subs[0]!.status, subs[0]!.reason]).toEqual(['connecting', 'no connection']);
  await world.pass(1_000);
  await (await world.last.open()).keepalive();

  expect([subs[0]!.status, subs[0]!.reason]).toEqual(['live', undefined]);
});

test.each([
  ['is refused', 'no connection', 0, () => world.last.fail()],
  ['is answered by nothing', 'no byte came', 4_000, () => world.pass(4_000)],
])('after a polite end the status stays live for the pause that the server asked for, until the next attempt %s', async (_, reason, longer, fail) => {
  const { subs } = await live('/a');
  await world.last.send('retry: 3000\n\n');
  const ended = Date.now();
  await world.last.end();
  await world.pass(3_000);
  expect([world.calls.length, subs[0]!.status]).toEqual([2, 'live']);
  await fail();

  expect([subs[0]!.status, subs[0]!.reason, Date.now() - ended]).toEqual(['connecting', reason, 3_000 + longer]);
});

test('a wake ends our own pause at once', async () => {
  world.random = 0.999;
  const { client } = await following('/a');
  await world.last.fail();
  client.wake();
  await world.pass(0);

  expect(world.calls.length).toBe(2);
});

test('a stream that went silent is opened anew, and at once by a wake', async () => {
  const { client } = await live('/a');
  await world.pass(64_000);
  await world.last.keepalive();
  await world.pass(64_999);
  expect(world.calls.length).toBe(1);
  await world.pass(1_000);
  expect(world.calls.length).toBe(2);
  await (await world.last.open()).keepalive();
  await world.pass(40_000);
  client.wake();
  await world.pass(0);

  expect(world.calls.length).toBe(3);
});

describe('final answers', () => {
  test.each([204, 401, 403, 410])('%i to the connection ends all pages', async status => {
    const { subs, errors } = await following('/a', '/b');
    await world.last.reply(status, status === 204 ? null : '{"title":"Not for you"}', { 'Content-Type': 'application/problem+json' });
    await world.pass(100_000);

    const reason = status === 204 ? 'no content' : 'Not for you';
    expect(subs.map(sub => [sub.status, sub.reason])).toEqual([['closed', reason], ['closed', reason]]);
    expect(errors).toEqual([{ status, reason }, { status, reason }]);
    expect(world.calls.length).toBe(1);
  });

  test.each([
    [{ event: 'error', data: { status: 404, code: 'gone', title: 'No such page' } }, { status: 404, reason: 'No such page' }],
    [{ event: 'error', data: { status: 406 } }, { status: 406, reason: 'status 406' }],
    [{ event: 'status', data: { state: 'gone', reason: 'not found' } }, { status: 410, reason: 'not found' }],
    [{ event: 'status', data: { state: 'unauthorized' } }, { status: 401, reason: 'unauthorized' }],
  ])('%j ends that page, not the others', async (line, error) => {
    const { subs, errors } = await live('/a', '/b');
    await world.last.lines({ url: '/a', ...line });
    expect(errors).toEqual([error]);
    expect(subs.map(sub => sub.status)).toEqual(['closed', 'live']);
    expect(world.calls[0]!.isAborted).toBe(false);
    await world.last.lines({ url: '/b', event: 'delta', id: 'v2', data: ['2'] });
    expect(subs[1]!.value).toBe(2);
    await world.last.cut();
    await world.pass(1_000);

    expect(world.last.pages).toEqual(['/b?comet.since=v2']);
  });

  test('a page asked for again after its end is asked of the server again', async () => {
    const { client } = await live('/a', '/b');
    await world.last.lines({ url: '/a', event: 'status', data: { state: 'gone' } });
    client.subscribe('/a');
    await world.pass(20);

    expect(world.last.pages).toContain('/a');
  });
});

test('a page that is refused for now is asked for again after its pause, while the others go on', async () => {
  const { subs } = await live('/a', '/b');
  await world.last.lines({ url: '/a', event: 'error', data: { status: 503, title: 'Full', retryAfter: 5 } });
  expect(subs.map(sub => sub.status)).toEqual(['connecting', 'live']);
  await world.pass(4_999);
  expect(world.calls.length).toBe(1);
  await world.pass(2);

  expect([...world.last.pages].sort()).toEqual(['/a?comet.since=v1', '/b?comet.since=v1']);
});

test('a page that has moved comes back with the others, as the gateway then ends the connection', async () => {
  const { subs } = await live('/a', '/b');
  await world.last.lines({ event: 'retry', data: 3_000 }, { url: '/a', event: 'status', data: { state: 'draining', reason: 'moved' } });
  await world.pass(10_000);
  expect([world.calls.length, world.last.isAborted]).toEqual([1, false]);
  await world.last.end();
  await world.pass(3_000);

  expect(subs.map(sub => sub.status)).toEqual(['live', 'live']);
  expect(world.calls.length).toBe(2);
  expect(world.last.pages).toEqual(['/a?comet.since=v1', '/b?comet.since=v1']);
});

test('stale and live are passed on', async () => {
  const { subs } = await live('/a');
  await world.last.lines({ url: '/a', event: 'status', data: { state: 'stale', reason: 'status 500' } });
  expect([subs[0]!.status, subs[0]!.reason]).toEqual(['stale', 'status 500']);
  await world.last.lines({ url: '/a', event: 'status', data: { state: 'live' } });

  expect([subs[0]!.status, subs[0]!.reason]).toEqual(['live', undefined]);
});

test('an unreadable line ends the connection, not the page', async () => {
  const { subs } = await live('/a');
  await world.last.send('data: {"url":"/a","eve\n\n');
  await world.pass(1_000);

  expect(world.last.pages).toEqual(['/a?comet.since=v1']);
  expect(subs[0]!.value).toBe(1);
});
