import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Transport } from '../src/types';
import { tab } from './tab';
import { World } from './world';

let world: World;

beforeEach(() => void (world = new World()));
afterEach(() => void vi.useRealTimers());

const kinds = () => world.calls.map(call => call.headers['Prefer'] ? 'longpoll' : call.accept);

test.each([['answered without a byte', true], ['not answered at all', false]])('streams held up on the way (%s): long poll within eight seconds', async (_, opens) => {
  const { client, memory } = tab(world);
  const values: unknown[] = [];
  client.subscribe('/a', value => values.push(value));
  for (let second = 0; second < 8; second++) {
    if (opens && world.calls.length > 0 && !world.last.headers['Prefer']) await world.last.open().catch(() => {});
    await world.pass(1_000);
  }

  expect(kinds()).toEqual(['text/event-stream', 'application/x-ndjson', 'longpoll']);
  expect(world.calls.map(call => call.isAborted)).toEqual([true, true, false]);
  await world.last.open();
  await world.last.lines({ url: '/a', event: 'snapshot', id: 'v1', data: '{"n":1}' });
  expect(values).toEqual([{ n: 1 }]);
  expect(memory.transport).toBe('longpoll');
});

test('a slow but honest line keeps its stream: a packet lost and sent again, and three round trips', async () => {
  const { client, memory } = tab(world);
  client.subscribe('/a');
  await world.pass(20);
  await world.pass(1_000 + 2 * 950);
  await world.last.open();
  await world.pass(950);
  await world.last.send(':');
  await world.pass(60_000);

  expect(kinds()).toEqual(['text/event-stream']);
  expect(memory.transport).toBe('sse');
});

test.each([[404, null], [406, null], [400, null], [501, null], [200, 'text/html']])('an answer %s %s is about the transport: the next one is tried at once', async (status, type) => {
  const { client } = tab(world);
  client.subscribe('/a');
  await world.pass(20);
  await world.last.reply(status, 'x', type ? { 'Content-Type': type } : {});

  expect(kinds()).toEqual(['text/event-stream', 'application/x-ndjson']);
});

test('what worked is tried first', async () => {
  const { client, memory } = tab(world);
  memory.transport = 'ndjson';
  client.subscribe('/a');
  await world.pass(20);

  expect(kinds()).toEqual(['application/x-ndjson']);
});

test('what worked once and fails is forgotten, and the others are tried from the first', async () => {
  const { client, memory } = tab(world);
  memory.transport = 'ndjson';
  client.subscribe('/a');
  await world.pass(20);
  await world.last.open();
  await world.pass(4_000);

  expect(memory.transport).toBeNull();
  expect(kinds()).toEqual(['application/x-ndjson', 'text/event-stream']);
});

test('a server that is away does not change the transport', async () => {
  const { client, memory } = tab(world);
  client.subscribe('/a');
  await world.pass(20);
  for (let round = 0; round < 10; round++) {
    const calls = world.calls.length;
    await world.last.fail();
    while (world.calls.length === calls) await world.pass(1_000);
  }

  expect(new Set(kinds())).toEqual(new Set(['text/event-stream']));
  expect(world.calls.length).toBeGreaterThan(5);
  expect(memory.log).toEqual([]);
});

test('an outage does not end on what was fallen back to', async () => {
  const { client } = tab(world);
  client.subscribe('/a');
  // Packets are lost: nothing answers.
  await world.pass(7_500);
  expect(world.last.headers['Prefer']).toBeDefined();
  await world.last.fail();
  await world.pass(1_000);

  expect(world.last.accept).toBe('text/event-stream');
});

test.each<[Transport, string]>([['sse', 'text/event-stream'], ['ndjson', 'application/x-ndjson']])('%s alone when asked for, again and again', async (transport, accept) => {
  const { client, memory } = tab(world);
  client.subscribe('/a', undefined, { transport });
  await world.pass(60_000);

  expect(new Set(kinds())).toEqual(new Set([accept]));
  expect(world.calls.length).toBeGreaterThan(3);
  expect(memory.log).toEqual([]);
});

test('a transport that this browser has not ends with a reason', async () => {
  const { client } = tab(world);
  const errors: unknown[] = [];
  const sub = client.subscribe('/a', undefined, { transport: 'websocket', onerror: error => errors.push(error) });
  await world.pass(20);

  expect([sub.status, sub.reason]).toEqual(['closed', 'this browser has no such transport']);
  expect(errors).toEqual([{ status: 0, reason: 'this browser has no such transport' }]);
});

test('NDJSON gives the same values', async () => {
  const { client } = tab(world);
  const values: unknown[] = [];
  client.subscribe('/a', value => values.push(value), { transport: 'ndjson' });
  await world.pass(20);
  expect(world.last.url).toBe('/_comet/stream?url=%2Fa&comet.events=text-delta&comet.keepalive=event');
  await world.last.open();
  await world.last.lines({ event: 'retry', data: 7_000 }, { url: '/a', event: 'snapshot', id: 'v1', data: '[1]' }, { url: '/a', event: 'delta', id: 'v2', data: [[0, 2], ',2]'] });
  expect(values).toEqual([[1], [1, 2]]);
  await world.last.end();
  await world.pass(6_999);
  expect(world.calls.length).toBe(1);
  await world.pass(1);

  expect(world.last.pages).toEqual(['/a?comet.since=v2']);
});

describe.each<Transport>(['sse', 'ndjson', 'longpoll'])('where %s is the only one', transport => {
  async function answered(status: number, type?: string) {
    const sub = tab(world).client.subscribe('/a', undefined, { transport, onerror: () => {} });
    await world.pass(20);
    await world.last.reply(status, '<p>', type ? { 'Content-Type': type } : {});
    return sub;
  }

  test.each([
    [200, 'text/html', 'Content-Type text/html'],
    [405, undefined, 'status 405'],
    [501, undefined, 'status 501'],
  ])('an answer %i %s of somebody on the way is waited out, in growing pauses', async (status, type, reason) => {
    const began = Date.now();
    const sub = await answered(status, type);
    expect([sub.status, sub.reason]).toEqual(['connecting', reason]);
    for (let round = 0; round < 5; round++) {
      const calls = world.calls.length;
      while (world.calls.length === calls) await world.pass(100);
      if (round < 4) await world.last.reply(status, '<p>', type ? { 'Content-Type': type } : {});
    }
    await world.last.open();
    await world.last.lines({ url: '/a', event: 'snapshot', id: 'v1', data: '1' });

    expect([sub.status, sub.value]).toEqual(['live', 1]);
    // Half of the roof by chance: half a second, one, two, four and eight.
    expect(Math.round((Date.now() - began) / 1_000)).toBe(16);
  });

  test.each([204, 400, 401, 403, 404, 406, 410])('a %i ends it', async status => {
    const sub = tab(world).client.subscribe('/a', undefined, { transport, onerror: () => {} });
    await world.pass(20);
    await world.last.reply(status);
    await world.pass(60_000);

    expect([sub.status, world.calls.length]).toEqual(['closed', 1]);
  });
});
