import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SubscribeOptions } from '../src/types';
import { tab } from './tab';
import { World } from './world';

let world: World;
let warn: ReturnType<typeof vi.spyOn>;

beforeEach(() => {
  world = new World();
  warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const problem = { status: 406, code: 'transport_off', title: 'Not sent in that way', detail: "They are 'sse', 'longpoll'." };
const reason = "Not sent in that way: They are 'sse', 'longpoll'.";

async function following(options: SubscribeOptions) {
  const sub = tab(world).client.subscribe('/a', undefined, options);
  await world.pass(20);
  return sub;
}

test.each(['longpoll', 'ndjson'] as const)('over %s the reason is the title and the detail of the gateway', async transport => {
  const errors: unknown[] = [];
  const sub = await following({ transport, onerror: error => errors.push(error) });
  await (await world.last.open()).lines({ url: '/a', event: 'error', data: problem });

  expect([sub.status, sub.reason, errors]).toEqual(['closed', reason, [{ status: 406, reason }]]);
});

test('so it is where the whole connection is refused', async () => {
  const sub = await following({ transport: 'longpoll', onerror: () => {} });
  await world.last.reply(406, JSON.stringify(problem), { 'Content-Type': 'application/problem+json' });

  expect([sub.status, sub.reason]).toEqual(['closed', reason]);
});

test('what is refused for now tells its detail as well', async () => {
  const sub = await following({ transport: 'sse' });
  await (await world.last.open()).lines({ url: '/a', event: 'error', data: { status: 503, title: 'Full', detail: 'Limits:Resources is 1.', retryAfter: 5 } });

  expect([sub.status, sub.reason]).toEqual(['connecting', 'Full: Limits:Resources is 1.']);
});

test('a refusal that nobody listens for is a warning, once', async () => {
  await following({ transport: 'longpoll' });
  await world.last.reply(406, JSON.stringify(problem));
  await world.pass(100_000);

  expect(warn.mock.calls).toEqual([[`comet: /a: ${reason}`]]);
});

test('no warning where somebody listens, or the page itself has closed', async () => {
  await following({ transport: 'longpoll', onerror: () => {} });
  await world.last.reply(404);
  (await following({ transport: 'longpoll' })).close();

  expect(warn).not.toHaveBeenCalled();
});

test.each([
  [{ transport: 'see' }, "comet.subscribe: transport 'see' is none of auto,sse,ndjson,longpoll,iframe,websocket"],
  // A form of the gateway's that gives no whole value.
  [{ events: 'items' }, "comet.subscribe: events 'items' is none of text-delta,json-patch,merge-patch,snapshot"],
  [{ events: null }, "comet.subscribe: events 'null' is none of text-delta,json-patch,merge-patch,snapshot"],
  [{ events: 'items', as: 'text' }, "comet.subscribe: events 'items' is none of"],
  [{ as: 'json' }, "comet.subscribe: as 'json' is none of auto,text"],
  [{ event: 'snapshot' }, "comet.subscribe 'event' is none of transport,events,as,signal,onerror,onstatus"],
])('an option that cannot be (%j) is a mistake that names those that can', async (options, message) => {
  const { client } = tab(world);
  const subscribe = () => client.subscribe('/a', undefined, options as object);

  expect(subscribe).toThrow(TypeError);
  expect(subscribe).toThrow(message);
  await world.pass(1_000);
  expect(world.calls.length).toBe(0);
});

test('an option that is undefined is as good as none', async () => {
  const { client } = tab(world);
  client.subscribe('/a', undefined, { transport: undefined, events: undefined, as: undefined, signal: undefined });
  await world.pass(20);

  expect(world.last.pages).toEqual(['/a']);
});
