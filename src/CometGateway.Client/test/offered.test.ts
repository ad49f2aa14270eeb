import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Transport } from '../src/types';
import { tab } from './tab';
import { World } from './world';

let world: World;

beforeEach(() => void (world = new World()));
afterEach(() => void vi.useRealTimers());

const title = 'This page is not sent in that way';
const off = (url: string, code = 'transport_off') => ({ url, event: 'error', data: { status: 406, code, title } });
const value = (url: string, data: string) => ({ url, event: 'snapshot', id: 'v1', data });
const kind = ({ headers, accept }: World['last']) => (headers['Prefer'] ? 'longpoll' : accept === 'text/event-stream' ? 'sse' : 'ndjson');
const kinds = () => world.calls.map(kind);
const problem = JSON.stringify({ status: 406, code: 'transport_off', title });

async function polled(line: object = value('/a', '1')) {
  await world.last.open();
  await world.last.lines(line);
  await world.last.end();
}

/** The page's first connections, each of which says that it is not offered. */
async function refused(url: string, ...transports: Transport[]) {
  for (const transport of transports) {
    expect(kind(world.last)).toBe(transport);
    await world.last.open();
    await world.last.keepalive();
    await world.last.lines(off(url));
    await world.pass(0);
  }
}

async function following(url = '/a', worked: Transport | null = null) {
  const { client, memory } = tab(world);
  memory.transport = worked;
  const [values, errors]: unknown[][] = [[], []];
  const sub = client.subscribe(url, value => values!.push(value), { onerror: error => errors!.push(error) });
  await world.pass(20);
  return { client, memory, sub, values, errors };
}

test('a stream that a page is not offered is left for the next, at once', async () => {
  const { sub, values, errors } = await following();
  await refused('/a', 'sse');
  expect([sub.status, sub.reason]).toEqual(['connecting', title]);
  await world.last.open();
  await world.last.lines(value('/a', '1'));

  expect(kinds()).toEqual(['sse', 'ndjson']);
  expect(world.calls.map(call => call.isAborted)).toEqual([true, false]);
  expect([sub.status, values, errors]).toEqual(['live', [1], []]);
});

test('both streams are left for long polls', async () => {
  const { values, errors } = await following();
  await refused('/a', 'sse', 'ndjson');
  await polled();
  await world.pass(200);

  expect(kinds()).toEqual(['sse', 'ndjson', 'longpoll', 'longpoll']);
  expect([values, errors]).toEqual([[1], []]);
});

test('where nothing is offered, it ends with the reason', async () => {
  const { sub, errors } = await following();
  await refused('/a', 'sse', 'ndjson');
  expect(sub.status).toBe('connecting');
  await polled(off('/a'));
  await world.pass(60_000);

  expect([sub.status, sub.reason, errors, world.calls.length]).toEqual(['closed', title, [{ status: 406, reason: title }], 3]);
});

test('a frame that a page is not offered is the last that is asked for', async () => {
  const frames: { onload?: () => void }[] = [];
  const frame = () => ({ style: {}, setAttribute() {}, remove() {}, contentDocument: { body: { textContent: problem } }, contentWindow: { document } });
  const document = { createElement: frame, body: { appendChild: (made: object) => void frames.push(made) } };
  world = new World({ document: document as unknown as Document });
  const { memory, errors } = await following();
  await refused('/a', 'sse', 'ndjson', 'longpoll');
  expect(errors).toEqual([]);
  frames[1]!.onload!();

  expect(errors).toEqual([{ status: 406, reason: title }]);
  expect(memory.log).not.toContain('iframe');
});

test('what is wrong with the page itself ends it, whatever the transport', async () => {
  const { errors } = await following();
  await world.last.open();
  await world.last.lines(off('/a', 'too_large'));
  await world.pass(60_000);

  expect([kinds(), errors]).toEqual([['sse'], [{ status: 406, reason: title }]]);
});

test('other pages stay on the stream that they are offered', async () => {
  const { client } = await following('/a');
  client.subscribe('/b');
  await world.pass(20);
  const both = world.last;
  await both.open();
  await both.lines(value('/b', '2'), off('/a'));
  await world.pass(0);

  expect(world.last.pages).toEqual(['/a']);
  expect([kind(both), both.isAborted, kind(world.last)]).toEqual(['sse', false, 'ndjson']);
});

test('pages that come later begin with the best, and meet those that were refused the same', async () => {
  const { client } = await following('/a');
  await refused('/a', 'sse');
  client.subscribe('/b');
  await world.pass(20);
  expect([kind(world.last), world.last.pages]).toEqual(['sse', ['/b']]);
  await refused('/b', 'sse');

  expect([kind(world.last), world.last.pages]).toEqual(['ndjson', ['/a', '/b']]);
});

test('a connection that comes back does not ask again for what was refused', async () => {
  await following();
  await refused('/a', 'sse');
  for (let round = 0; round < 3; round++) {
    await world.last.open();
    await world.last.lines({ event: 'retry', data: 50 });
    await world.last.end();
    await world.pass(50);
  }

  expect(kinds()).toEqual(['sse', 'ndjson', 'ndjson', 'ndjson', 'ndjson']);
});

test('the next visit begins with the stream that was offered', async () => {
  const { memory } = await following();
  await refused('/a', 'sse');
  await world.last.open();
  await world.last.keepalive();

  expect(memory.transport).toBe('ndjson');
});

test('long polls are not remembered for the pages that may be offered more', async () => {
  const { memory } = await following();
  await refused('/a', 'sse', 'ndjson');
  await polled();

  expect(memory.log).not.toContain('longpoll');
});

test('long polls are remembered where what was offered is held up on the way', async () => {
  const { memory } = await following();
  await refused('/a', 'sse');
  await world.pass(4_000);
  expect(kinds()).toEqual(['sse', 'ndjson', 'longpoll']);
  await polled();

  expect(memory.transport).toBe('longpoll');
});

test('what was remembered and is not offered here is left for the best of the others', async () => {
  const { values } = await following('/a', 'ndjson');
  await refused('/a', 'ndjson');
  await world.last.open();
  await world.last.lines(value('/a', '1'));

  expect([kinds(), values]).toEqual([['ndjson', 'sse'], [1]]);
});

test('the transport that was asked for is the only one', async () => {
  const { client } = tab(world);
  const errors: unknown[] = [];
  client.subscribe('/a', undefined, { transport: 'sse', onerror: error => errors.push(error) });
  await world.pass(20);
  await world.last.open();
  await world.last.lines(off('/a'));
  await world.pass(60_000);

  expect([kinds(), errors]).toEqual([['sse'], [{ status: 406, reason: title }]]);
});

test('a page that is offered by its own URL alone has connections of its own, lines first', async () => {
  const { client, values } = await following('/a');
  client.subscribe('/b', value => values!.push(value));
  await world.pass(20);
  await world.last.open();
  await world.last.lines(off('/a', 'own_url'), off('/b', 'own_url'));
  await world.pass(0);
  const [a, b] = world.calls.slice(-2);
  expect([a!.url, b!.url, a!.accept, a!.headers['Prefer']]).toEqual([
    '/a?comet.transport=ndjson&comet.events=text-delta&comet.keepalive=event', '/b?comet.transport=ndjson&comet.events=text-delta&comet.keepalive=event', 'application/x-ndjson', undefined,
  ]);
  await a!.open();
  await a!.lines({ event: 'keepalive' }, { event: 'status', data: { state: 'live' } }, { event: 'snapshot', id: 'v1', data: '1' });
  await b!.open();
  await b!.lines({ event: 'snapshot', id: 'v7', data: '7' }, { event: 'retry', data: 50 });
  await b!.end();
  await world.pass(50);

  expect(values).toEqual([1, 7]);
  expect(world.last.url).toBe('/b?comet.transport=ndjson&comet.events=text-delta&comet.since=v7&comet.keepalive=event');
});

test('such a page whose lines are held up or not offered is polled by its own URL', async () => {
  const { values, memory } = await following('/a');
  await world.last.open();
  await world.last.lines(off('/a', 'own_url'));
  await world.pass(0);
  await world.last.reply(406, problem);
  await world.pass(0);
  expect([world.last.url, world.last.headers['Prefer']]).toEqual(['/a?comet.transport=ndjson&comet.events=text-delta&comet.keepalive=event', 'wait=25']);
  await polled({ event: 'snapshot', id: 'v1', data: '1' });

  await world.pass(200);
  expect([values, world.calls.length, memory.log]).toEqual([[1], 4, ['sse']]);
});

test('such a page that is redirected, as to a login or to where it has moved, has no value of another page', async () => {
  const { values, sub } = await following('/a');
  await world.last.open();
  await world.last.lines(off('/a', 'own_url'));
  await world.pass(0);
  world.last.redirectedTo = 'http://site/b';
  await world.last.open();

  expect([values, sub.status, sub.reason, world.last.isAborted]).toEqual([[], 'connecting', 'redirected to http://site/b', true]);
});

test('such a page stays where it is when the gateway says that it is going to stop, until it is sent away', async () => {
  const { values, sub } = await following('/a');
  await world.last.open();
  await world.last.lines(off('/a', 'own_url'));
  await world.pass(0);
  await world.last.open();
  await world.last.lines({ event: 'retry', data: 3_000 }, { event: 'snapshot', id: 'v1', data: '1' });
  await world.last.lines({ event: 'status', data: { state: 'draining', reason: 'this connection is being moved' } });
  await world.pass(10_000);
  expect([sub.status, world.calls.length, world.last.isAborted]).toEqual(['live', 2, false]);
  await world.last.lines({ event: 'delta', id: 'v2', data: ['2'] });
  await world.last.end();
  await world.pass(2_999);
  expect([sub.status, world.calls.length]).toEqual(['live', 2]);
  await world.pass(1);

  expect([values, world.calls.length]).toEqual([[1, 2], 3]);
});

test('such a page that somebody on the way answers with a page of their own is asked for again', async () => {
  const sub = tab(world).client.subscribe('/a', undefined, { transport: 'ndjson' });
  await world.pass(20);
  await world.last.open();
  await world.last.lines(off('/a', 'own_url'));
  await world.pass(0);
  await world.last.reply(200, '<h1>Log in</h1>', { 'Content-Type': 'text/html' });
  expect([sub.status, sub.reason]).toEqual(['connecting', 'Content-Type text/html']);
  await world.pass(1_000);

  expect(world.calls.map(call => call.pages.length)).toEqual([1, 0, 0]);
});

test.each([401, 404])('a %i of the page itself ends it', async status => {
  const { errors } = await following('/a');
  await world.last.open();
  await world.last.lines(off('/a', 'own_url'));
  await world.pass(0);
  await world.last.reply(status);
  await world.pass(60_000);

  expect(errors).toMatchObject([{ status }]);
  expect(world.calls.length).toBe(2);
});

test('a page that is offered by its own URL alone ends where the transport asked for has no such way', async () => {
  const { client } = tab(world);
  const errors: unknown[] = [];
  client.subscribe('/a', undefined, { transport: 'sse', onerror: error => errors.push(error) });
  await world.pass(20);
  await world.last.open();
  await world.last.lines(off('/a', 'own_url'));
  await world.pass(60_000);

  expect([kinds(), errors]).toEqual([['sse'], [{ status: 406, reason: title }]]);
});
