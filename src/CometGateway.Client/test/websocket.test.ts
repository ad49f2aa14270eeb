import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Browser } from './browser';
import { tab } from './tab';
import { settle, World } from './world';

class Socket {
  static all: Socket[] = [];
  readyState = 0;
  sent: unknown[] = [];
  onopen?: () => void;
  onmessage?: (event: { data: string }) => void;
  onclose?: (event: { code: number; reason: string }) => void;

  constructor(
    readonly url: string,
    readonly protocol: string,
  ) {
    Socket.all.push(this);
  }

  static get last(): Socket {
    return Socket.all[Socket.all.length - 1]!;
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(): void {
    this.readyState = 3;
  }

  async open(): Promise<void> {
    this.readyState = 1;
    this.onopen!();
    await settle();
  }

  async say(line: object): Promise<void> {
    this.onmessage!({ data: JSON.stringify(line) });
    await settle();
  }

  async end(code: number, reason = ''): Promise<void> {
    this.readyState = 3;
    this.onclose!({ code, reason });
    await settle();
  }
}

let world: World;

beforeEach(() => {
  Socket.all = [];
  world = new World({ WebSocket: Socket as unknown as typeof WebSocket, origin: 'https://site' });
});
afterEach(() => void vi.useRealTimers());

async function connected() {
  const { client } = tab(world);
  const values: unknown[] = [];
  const sub = client.subscribe('/a', value => values.push(value), { transport: 'websocket' });
  await world.pass(20);
  await Socket.last.open();
  return { client, sub, values };
}

test('pages are asked for by messages', async () => {
  const { values } = await connected();
  expect([Socket.last.url, Socket.last.protocol]).toEqual(['wss://site/_comet/stream', 'comet.v1']);
  expect(Socket.last.sent).toEqual([{ subscribe: '/a', events: 'text-delta' }]);
  await Socket.last.say({ url: '/a', event: 'snapshot', id: 'v1', data: '[1]' });
  await Socket.last.say({ url: '/a', event: 'delta', id: 'v2', data: ['[2]'] });

  expect(values).toEqual([[1], [2]]);
});

test('further pages and pages given up need no new connection', async () => {
  const { client, sub } = await connected();
  client.subscribe('/b', undefined, { transport: 'websocket' });
  await world.pass(20);
  sub.close();
  await world.pass(1_000);

  expect(Socket.all.length).toBe(1);
  expect(Socket.last.sent.slice(1)).toEqual([{ subscribe: '/b', events: 'text-delta' }, { unsubscribe: '/a' }]);
});

test('a change that does not fit is asked for anew on the same connection', async () => {
  const { values } = await connected();
  await Socket.last.say({ url: '/a', event: 'snapshot', id: 'v1', data: '1' });
  await Socket.last.say({ url: '/a', event: 'delta', id: 'v2', data: [[5, 5]] });
  await world.pass(1);

  expect(Socket.last.sent.slice(1)).toEqual([{ unsubscribe: '/a' }, { subscribe: '/a', events: 'text-delta' }]);
  expect(values).toEqual([1]);
});

test.each([1000, 1001, 1006, 1013])('after %i it comes back and resumes', async code => {
  await connected();
  await Socket.last.say({ url: '/a', event: 'snapshot', id: 'v1', data: '1' });
  await Socket.last.end(code);
  await world.pass(1_000);
  expect(Socket.all.length).toBe(2);
  await Socket.last.open();

  expect(Socket.last.sent).toEqual([{ subscribe: '/a', since: 'v1', events: 'text-delta' }]);
});

test('1008 is final, and says why', async () => {
  const { sub } = await connected();
  await Socket.last.end(1008, 'Origin is not allowed');
  await world.pass(100_000);

  expect([sub.status, sub.reason, Socket.all.length]).toEqual(['closed', 'Origin is not allowed', 1]);
});

test('a socket that never opens is tried again', async () => {
  const { client } = tab(world);
  client.subscribe('/a', undefined, { transport: 'websocket' });
  await world.pass(10_000);

  expect(Socket.all.length).toBeGreaterThan(1);
  expect(Socket.all[0]!.readyState).toBe(3);
});

test.each(['/a', '/b'])('for a tab that comes later and follows %s, the socket is opened anew: its cookies are those of its opening', async url => {
  const newTab = new Browser(world).worker();
  const follow = (page: string) => {
    const values: unknown[] = [];
    newTab().client.subscribe(page, value => values.push(value), { transport: 'websocket' });
    return values;
  };
  const one = follow('/a');
  await world.pass(20);
  const first = Socket.last;
  await first.open();
  await first.say({ url: '/a', event: 'snapshot', id: 'a1', data: 'anna' });
  await world.pass(1_000);
  const two = follow(url);
  await settle();
  await first.say({ url, event: 'snapshot', id: 'a2', data: 'anna again' });
  await world.pass(20);
  expect([two, first.readyState, Socket.all.length]).toEqual([[], 3, 2]);
  await Socket.last.open();
  await Socket.last.say({ url, event: 'snapshot', id: 'b1', data: 'bert' });

  expect(two).toEqual(['bert']);
  expect(one[0]).toBe('anna');
});

test('one that the browser does not make ends with the reason', async () => {
  world.environment.WebSocket = class {
    constructor() {
      throw new DOMException('not here', 'SecurityError');
    }
  } as unknown as typeof WebSocket;
  const sub = tab(world).client.subscribe('/a', undefined, { transport: 'websocket', onerror: () => {} });
  await world.pass(60_000);

  expect([sub.status, sub.reason]).toEqual(['closed', 'SecurityError: not here']);
});

test('pages that are too many for one socket get another', async () => {
  const { client } = tab(world);
  const pages = Array.from({ length: 5 }, (_, page) => `/${page}`);
  const subs = pages.map(url => client.subscribe(url, undefined, { transport: 'websocket' }));
  await world.pass(20);
  const first = Socket.last;
  await first.open();
  for (const url of pages.slice(0, 3)) await first.say({ url, event: 'snapshot', id: 'v1', data: '1' });
  for (const url of pages.slice(3)) await first.say({ url, event: 'error', data: { status: 429, code: 'urls', limit: 3, title: 'Too many URLs', retryAfter: 10 } });
  await world.pass(10_001);
  expect([Socket.all.length, first.readyState]).toEqual([2, 1]);
  await Socket.last.open();
  expect(Socket.last.sent).toEqual([{ subscribe: '/3', events: 'text-delta' }, { subscribe: '/4', events: 'text-delta' }]);
  for (const url of pages.slice(3)) await Socket.last.say({ url, event: 'snapshot', id: 'v1', data: '1' });

  expect(subs.map(sub => sub.status)).toEqual(pages.map(() => 'live'));
});
