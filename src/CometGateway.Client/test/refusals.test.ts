import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SubscribeOptions } from '../src/types';
import { tab } from './tab';
import { World } from './world';

let world: World;

beforeEach(() => void (world = new World()));
afterEach(() => void vi.useRealTimers());

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
  if (transport === 'longpoll') await world.last.reply(406, JSON.stringify(problem), { 'Content-Type': 'application/problem+json' });
  else await (await world.last.open()).lines({ url: '/a', event: 'error', data: problem });

  expect([sub.status, sub.reason, errors]).toEqual(['closed', reason, [{ status: 406, reason }]]);
});

test('what is refused for now tells its detail as well', async () => {
  const sub = await following({ transport: 'sse' });
  await (await world.last.open()).lines({ url: '/a', event: 'error', data: { status: 503, title: 'Full', detail: 'Limits:Resources is 1.', retryAfter: 5 } });

  expect([sub.status, sub.reason]).toEqual(['connecting', 'Full: Limits:Resources is 1.']);
});
