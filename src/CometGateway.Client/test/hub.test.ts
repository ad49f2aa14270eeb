import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Transport } from '../src/types';
import { tab } from './tab';
import { settle, World } from './world';

let world: World;

beforeEach(() => void (world = new World()));
afterEach(() => void vi.useRealTimers());

/** A tab that follows pages, with the stream open and proved. */
async function following(...urls: string[]) {
  const { client, memory } = tab(world);
  const seen: unknown[] = [];
  const subscriptions = urls.map(url => client.subscribe(url, value => seen.push(value)));
  await world.pass(20);
  await (await world.last.open()).keepalive();
  return { client, memory, seen, subscriptions };
}

test('all pages are asked for on one connection, as text deltas with a keepalive at once', async () => {
  await following('/a', 'b?x=1&comet.since=no', 'http://site/c#part');

  expect(world.calls.length).toBe(1);
  expect(world.last.accept).toBe('text/event-stream');
  expect(world.last.url).toBe('/_comet/stream?url=%2Fa&url=%2Fpage%2Fb%3Fx%3D1&url=%2Fc&comet.events=text-delta&comet.keepalive=event');
});

test('a page of another origin is refused', () => expect(() => tab(world).client.subscribe('http://other/a')).toThrow(TypeError));

test('values are whole and parsed, whatever travelled', async () => {
  const { client } = tab(world);
  const changes: unknown[] = [];
  const sub = client.subscribe('/a', (value, change) => changes.push([value, change]));
  await world.pass(20);
  await world.last.open();
  await world.last.lines({ url: '/a', event: 'snapshot', id: 'v1', data: '{"n":1}' });
  await world.last.lines({ url: '/a', event: 'delta', id: 'v2', data: [[0, 5], '2', [6, 1]] });

  expect(changes).toEqual([
    [{ n: 1 }, { event: 'snapshot', id: 'v1' }],
    [{ n: 2 }, { event: 'delta', id: 'v2', previous: { n: 1 }, delta: [[0, 5], '2', [6, 1]] }],
  ]);
  expect(sub.status).toBe('live');
});

test('a page that is no JSON is a string; as text it is never parsed', async () => {
  const { client } = tab(world);
  const values: unknown[] = [];
  client.subscribe('/a', value => values.push(value));
  client.subscribe('/b', value => values.push(value), { as: 'text' });
  await world.pass(20);
  await world.last.open();
  await world.last.lines({ url: '/a', event: 'snapshot', id: 'v1', data: '<p>' }, { url: '/b', event: 'snapshot', id: 'v1', data: '[1]' });

  expect(values).toEqual(['<p>', '[1]']);
});

test('a plain text that reads as JSON is a string where the gateway says that it is no JSON', async () => {
  const { seen } = await following('/a');
  await world.last.lines({ url: '/a', event: 'snapshot', id: 'v1', json: false, data: '12' }, { url: '/a', event: 'snapshot', id: 'v2', data: '12' });
  await world.last.lines({ url: '/a', event: 'snapshot', id: 'v3', json: false, data: 'true' });

  expect(seen).toEqual(['12', 12, 'true']);
});

test('a page that was no JSON when it was met is parsed once it is, and a string while it is not', async () => {
  const { seen } = await following('/a');
  await world.last.lines({ url: '/a', event: 'snapshot', id: 'v1', data: '<p>Down for maintenance</p>' });
  const texts = ['{"n":1', '{"n":1}', '{"n":12}', '{"n":12} <!-- -->', ' [12]', '[12', '[12]'];
  for (const [index, text] of texts.entries()) await world.last.lines({ url: '/a', event: 'delta', id: `w${index}`, data: [text] });

  expect(seen).toEqual(['<p>Down for maintenance</p>', '{"n":1', { n: 1 }, { n: 12 }, '{"n":12} <!-- -->', [12], '[12', [12]]);
});

test('a plain text that becomes a number stays a text, as the gateway has it', async () => {
  const { seen } = await following('/a');
  await world.last.lines({ url: '/a', event: 'snapshot', id: 'v1', data: 'twelve' }, { url: '/a', event: 'delta', id: 'v2', data: ['12'] });

  expect(seen).toEqual(['twelve', '12']);
});

test.each([
  ['json-patch', { event: 'patch', data: [{ op: 'replace', path: '/n', value: 2 }] }],
  ['merge-patch', { event: 'merge', data: { n: 2 } }],
  ['snapshot', { event: 'message', data: { n: 2 } }],
] as const)('form %s gives the same values', async (events, change) => {
  const { client } = tab(world);
  const values: any[] = [];
  client.subscribe('/a', value => values.push(value), { events });
  await world.pass(20);
  expect(world.last.pages).toEqual([`/a?comet.events=${events}`]);
  await world.last.open();
  await world.last.lines({ url: '/a', event: events === 'snapshot' ? 'message' : 'snapshot', id: 'v1', data: { n: 1 } });
  // What page code does to a value must not spoil the next one.
  values[0].n = 7;
  await world.last.lines({ url: '/a', id: 'v2', ...change });

  expect(values).toEqual([{ n: 7 }, { n: 2 }]);
});

test('a cut stream is resumed by the ids of all pages', async () => {
  const { seen } = await following('/a', '/b', '/c');
  await world.last.lines({ url: '/a', event: 'snapshot', id: 'v1', data: '1' }, { url: '/b', event: 'snapshot', id: 'w1', data: '2' });
  await world.last.cut();
  await world.pass(500);

  expect(world.last.pages).toEqual(['/a?comet.since=v1', '/b?comet.since=w1', '/c']);
  await (await world.last.open()).keepalive();
  await world.last.lines({ url: '/a', event: 'delta', id: 'v2', data: ['3'] });
  expect(seen).toEqual([1, 2, 3]);
});

test('a change cut between its parts is not shown, and asked for again from before it', async () => {
  const { seen } = await following('/a');
  await world.last.lines({ url: '/a', event: 'snapshot', id: 'v1', data: '1' });
  await world.last.lines({ url: '/a', event: 'delta', id: '~', data: ['2'] }, { url: '/a', event: 'delta', data: ['3'] });
  await world.last.cut();
  await world.pass(500);

  expect(seen).toEqual([1]);
  expect(world.last.pages).toEqual(['/a?comet.since=v1']);
  await (await world.last.open()).lines({ url: '/a', event: 'delta', id: '~', data: [[0, 1], '2'] }, { url: '/a', event: 'delta', id: 'v2', data: [[0, 2], '3'] });
  expect(seen).toEqual([1, 123]);
});

test.each([
  ['out of range', { event: 'delta', id: 'v2', data: [[0, 9]] }],
  ['no delta at all', { event: 'delta', id: 'v2', data: 'x' }],
  ['an event nobody asked for', { event: 'added', id: 'v2', data: {} }],
])('a change that does not fit (%s) is answered by asking for the whole', async (_, change) => {
  const { seen } = await following('/a', '/b');
  await world.last.lines({ url: '/a', event: 'snapshot', id: 'v1', data: '1' }, { url: '/b', event: 'snapshot', id: 'w1', data: '2' });
  await world.last.lines({ url: '/a', ...change });
  await world.pass(0);

  expect(world.calls.length).toBe(2);
  expect([...world.last.pages].sort()).toEqual(['/a', '/b?comet.since=w1']);
  await (await world.last.open()).lines({ url: '/a', event: 'snapshot', id: 'v2', data: '5' });
  expect(seen).toEqual([1, 2, 5]);
});

test('a page whose changes never fit is asked for again and again, after growing pauses, while the others stay live', async () => {
  const { client, seen } = await following('/a');
  await world.last.lines({ url: '/a', event: 'snapshot', id: 'v1', data: '1' });
  const states: unknown[] = [];
  const good = client.subscribe('/a', undefined, { onstatus: status => states.push(status) });
  const bad = client.subscribe('/bad', undefined, { events: 'json-patch' });
  await world.pass(20);
  await world.last.open();
  const asked: number[] = [];
  for (let round = 1; round <= 5; round++) {
    const [before, calls] = [Date.now(), world.calls.length];
    await world.last.lines({ url: '/bad', event: 'snapshot', id: `w${round}`, data: 0 }, { url: '/bad', event: 'added', id: `x${round}`, data: {} });
    while (world.calls.length === calls) await world.pass(10);
    asked.push(Math.round((Date.now() - before) / 100) / 10);
    expect([...world.last.pages].sort()).toEqual([`/a?comet.since=v${round}`, '/bad?comet.events=json-patch']);
    await (await world.last.open()).lines({ url: '/a', event: 'delta', id: `v${round + 1}`, data: [`${round + 1}`] });
    expect([good.status, bad.status, bad.reason]).toEqual(round === 1 ? ['live', 'live', undefined] : ['live', 'connecting', 'a change does not fit']);
  }

  // Half of the roof by chance: the first at once, then a second and half of one, two, four and eight.
  expect(asked).toEqual([0, 1.5, 2, 3, 5]);
  expect(seen).toEqual([1, 2, 3, 4, 5, 6]);
  expect(states).toEqual(['live']);
});

test('changes that never fit do not make a storm of connections', async () => {
  await following('/a');
  for (let round = 0; round < 200; round++) {
    if (world.last.isAborted || world.calls.length === 0) {
      await world.pass(50);
      continue;
    }
    await world.last.open().catch(() => {});
    await world.last.lines({ url: '/a', event: 'delta', id: 'v', data: [[0, 9]] }).catch(() => {});
    await world.pass(50);
  }
  // Ten seconds have passed.
  expect(world.calls.length).toBeLessThan(8);
});

test('a further page reopens the stream, resuming the others; pages asked for together share one opening', async () => {
  const { client, seen } = await following('/a');
  await world.last.lines({ url: '/a', event: 'snapshot', id: 'v1', data: '1' });
  client.subscribe('/b');
  client.subscribe('/c');
  await world.pass(20);

  expect(world.calls.map(call => call.isAborted)).toEqual([true, false]);
  expect(world.last.pages).toEqual(['/a?comet.since=v1', '/b', '/c']);
  expect(seen).toEqual([1]);
});

test('a page given up leaves the connection after a while; the last one ends it', async () => {
  const { subscriptions } = await following('/a', '/b');
  subscriptions[0]!.close();
  await world.pass(999);
  expect(world.calls.length).toBe(1);
  await world.pass(1);
  expect(world.last.pages).toEqual(['/b']);
  subscriptions[1]!.close();
  await world.pass(1_000);

  expect(world.calls.map(call => call.isAborted)).toEqual([true, true]);
});

test('more than a hundred pages take a second connection', async () => {
  const { client } = tab(world);
  for (let page = 0; page < 150; page++) client.subscribe(`/${page}`);
  await world.pass(20);

  expect(world.calls.map(call => call.pages.length)).toEqual([100, 50]);
});

test.each<Transport>(['sse', 'longpoll'])('where the gateway takes fewer pages on one connection, there are more connections of %s', async transport => {
  const { client } = tab(world);
  const seen: unknown[] = [];
  const subs = Array.from({ length: 70 }, (_, page) => client.subscribe(`/${page}`, value => seen.push(value), { transport }));
  await world.pass(20);
  const problem = { status: 400, code: 'urls', title: 'The number of URLs is wrong', detail: 'Allowed are 1 to 20.', limit: 20 };
  const refuse = async () => {
    for (const call of world.calls) {
      if (call.isAnswered || call.pages.length <= 20) continue;
      call.isAnswered = true;
      await call.reply(400, JSON.stringify(problem));
    }
  };
  for (let round = 0; round < 4; round++) {
    await refuse();
    await world.pass(20);
  }
  const good = world.calls.filter(call => !call.isAnswered);
  expect(good.map(call => call.pages.length)).toEqual([20, 20, 20, 10]);
  expect(new Set(world.calls.map(call => call.accept)).size).toBe(1);
  for (const call of good) {
    await call.open();
    await call.lines(...call.pages.map(url => ({ url, event: 'snapshot', id: 'v1', data: url })));
  }

  expect(subs.every(sub => sub.status === 'live')).toBe(true);
  expect([...seen].sort()).toEqual(subs.map(sub => sub.url).sort());
});

test('a page that is too much by itself ends', async () => {
  const errors: unknown[] = [];
  tab(world).client.subscribe('/a', undefined, { onerror: error => errors.push(error) });
  await world.pass(20);
  await world.last.reply(400, '{"code":"urls","title":"None","limit":1}');
  await world.pass(60_000);

  expect([errors, world.calls.length]).toEqual([[{ status: 400, reason: 'None' }], 1]);
});

test('two subscriptions of one page are one page; the second starts with what is held', async () => {
  const { client } = await following('/a');
  await world.last.lines({ url: '/a', event: 'snapshot', id: 'v1', data: '1' });
  const late: unknown[] = [];
  const sub = client.subscribe('/a', value => late.push(value));
  await world.pass(0);

  expect(late).toEqual([1]);
  expect(sub.status).toBe('live');
  expect(world.calls.length).toBe(1);
});

test('the same state again is not handed out again', async () => {
  const { seen } = await following('/a');
  await world.last.lines({ url: '/a', event: 'snapshot', id: 'v1', data: '1' }, { url: '/a', event: 'snapshot', id: 'v1', data: '1' });

  expect(seen).toEqual([1]);
});

test('the gateway\'s own parameters are taken from a URL however they are written, as the gateway takes them', async () => {
  const { seen } = await following('/a?x=1&%63omet.events=items&Comet.Since=v&comet%2Eno&xcomet.y&%C3%A4=%zz');
  await world.last.lines({ url: '/a?x=1&xcomet.y&%C3%A4=%zz', event: 'snapshot', id: 'v1', data: '1' });

  expect(world.last.pages).toEqual(['/a?x=1&xcomet.y&%C3%A4=%zz']);
  expect(seen).toEqual([1]);
});

test('text asked for later leaves out the part of a change that came in the form before', async () => {
  const { client } = tab(world);
  const values: unknown[] = [];
  client.subscribe('/a', value => values.push(value), { events: 'json-patch' });
  await world.pass(20);
  await (await world.last.open()).lines({ url: '/a', event: 'snapshot', id: 'v1', data: { n: 1 } }, { url: '/a', event: 'patch', id: '~', data: [{ op: 'replace', path: '/n', value: 2 }] });
  const old = world.last;
  client.subscribe('/a', undefined, { as: 'text' });
  await settle();
  await old.lines({ url: '/a', event: 'patch', id: 'v2', data: [{ op: 'add', path: '/m', value: 3 }] });
  await world.pass(20);
  await (await world.last.open()).lines({ url: '/a', event: 'snapshot', id: 'x1', data: '{ "n": 4 }' });

  expect(values).toEqual([{ n: 1 }, { n: 4 }]);
});

test.each(['json-patch', 'snapshot'] as const)('after %s, whoever needs the text is handed it at once, and nobody the same value again', async events => {
  const { client } = tab(world);
  const [objects, later, texts]: unknown[][] = [[], [], []];
  client.subscribe('/a', value => objects!.push(value), { events });
  await world.pass(20);
  await (await world.last.open()).lines({ url: '/a', event: 'snapshot', id: 'v1', data: { n: 1 } });
  client.subscribe('/a', value => later!.push(value));
  client.subscribe('/a', value => texts!.push(value), { as: 'text' });
  await world.pass(20);
  // The version names the content, whatever the form.
  await (await world.last.open()).lines({ url: '/a', event: 'snapshot', id: 'v1', data: '{ "n": 1 }' });
  expect([objects, later, texts]).toEqual([[{ n: 1 }], [{ n: 1 }], ['{ "n": 1 }']]);
  await world.last.lines({ url: '/a', event: 'delta', id: 'v2', data: [[0, 7], '2', [8, 2]] });

  expect([objects, later, texts]).toEqual([[{ n: 1 }, { n: 2 }], [{ n: 1 }, { n: 2 }], ['{ "n": 1 }', '{ "n": 2 }']]);
});

test('text asked for later changes the form for all, and starts anew', async () => {
  const { client } = tab(world);
  const values: unknown[] = [];
  client.subscribe('/a', value => values.push(value), { events: 'json-patch' });
  await world.pass(20);
  await (await world.last.open()).lines({ url: '/a', event: 'snapshot', id: 'v1', data: { n: 1 } });
  client.subscribe('/a', value => values.push(value), { as: 'text' });
  await world.pass(20);

  expect(world.last.pages).toEqual(['/a']);
  await (await world.last.open()).lines({ url: '/a', event: 'snapshot', id: 'x1', data: '{ "n": 1 }' });
  expect(values.filter(value => typeof value === 'string')).toContain('{ "n": 1 }');
});
