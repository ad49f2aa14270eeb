import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { tab } from './tab';
import { settle, World } from './world';

/** The little of a document that the client uses: an empty frame within which another is made. */
class Frame {
  style: Record<string, string> = {};
  src = '';
  onload?: () => void;
  contentDocument: { body: { textContent: string } } | null = null;
  isRemoved = false;
  readonly children: Frame[] = [];
  readonly contentWindow: { document: object; comet?: { receive(message: unknown): void } };

  constructor() {
    this.contentWindow = { document: documentOf(this.children) };
  }

  setAttribute(): void {}

  remove(): void {
    this.isRemoved = true;
  }

  get inner(): Frame {
    return this.children[0]!;
  }

  async say(message: object): Promise<void> {
    this.contentWindow.comet!.receive(message);
    await settle();
  }
}

const documentOf = (children: Frame[]) => ({ createElement: () => new Frame(), body: { appendChild: (frame: Frame) => void children.push(frame) } });

let world: World;
let frames: Frame[];

beforeEach(() => {
  frames = [];
  world = new World({ document: documentOf(frames) as unknown as Document });
});
afterEach(() => void vi.useRealTimers());

async function following(...urls: string[]) {
  const { client } = tab(world);
  const values: unknown[] = [];
  const subs = urls.map(url => client.subscribe(url, value => values.push([url, value]), { transport: 'iframe' }));
  await world.pass(20);
  return { values, subs };
}

test('each page has a frame whose messages cannot be taken for another’s', async () => {
  const { values } = await following('/a', '/b?x=1');
  expect(frames.map(frame => frame.inner.src)).toEqual([
    '/a?comet.transport=iframe&comet.events=text-delta&comet.keepalive=event',
    '/b?x=1&comet.transport=iframe&comet.events=text-delta&comet.keepalive=event',
  ]);
  await frames[1]!.say({ event: 'snapshot', id: 'v1', data: '2' });
  await frames[0]!.say({ event: 'snapshot', id: 'v1', data: '1' });
  await frames[0]!.say({ event: 'delta', id: 'v2', data: ['3'] });

  expect(values).toEqual([['/b?x=1', 2], ['/a', 1], ['/a', 3]]);
});

test('keepalives change nothing', async () => {
  const { values, subs } = await following('/a');
  await frames[0]!.say({ event: 'keepalive' });
  await frames[0]!.say({ event: 'snapshot', id: 'v1', data: '1' });
  await frames[0]!.say({ event: 'keepalive' });
  await frames[0]!.say({ event: 'delta', id: 'v2', data: ['2'] });

  expect([values, subs[0]!.status, frames.length]).toEqual([[['/a', 1], ['/a', 2]], 'live', 1]);
});

test('a document stays when the gateway says that it is going to stop, until it ends', async () => {
  const { values, subs } = await following('/a');
  await frames[0]!.say({ event: 'snapshot', id: 'v1', data: '1' });
  await frames[0]!.say({ event: 'status', data: { state: 'draining', reason: 'this connection is being moved' } });
  await world.pass(10_000);
  await frames[0]!.say({ event: 'delta', id: 'v2', data: ['2'] });

  expect([values, subs[0]!.status, frames.length]).toEqual([[['/a', 1], ['/a', 2]], 'live', 1]);
});

test('a document that ends is taken up again from its id', async () => {
  await following('/a');
  await frames[0]!.say({ event: 'retry', data: 700 });
  await frames[0]!.say({ event: 'snapshot', id: 'v1', data: '1' });
  await frames[0]!.say({ event: 'end' });
  expect(frames[0]!.isRemoved).toBe(true);
  await world.pass(700);

  expect(frames[1]!.inner.src).toContain('comet.since=v1');
});

test.each([
  ['the gateway says that it is gone', '{"status":410,"title":"Gone"}', ['closed', 'Gone'], 1],
  ['the policy does not allow frames', '{"status":406,"title":"Off"}', ['closed', 'Off'], 1],
  ['the gateway is full', '{"status":503,"title":"Full"}', ['connecting', 'Full'], 2],
  ['a proxy shows a page of its own', '<h1>Bad gateway</h1>', ['connecting', 'refused'], 2],
  ['the browser shows a page of its own', null, ['connecting', 'refused'], 2],
])('a document without any message: %s', async (_, text, status, asked) => {
  const { subs } = await following('/a');
  frames[0]!.inner.contentDocument = text === null ? null : { body: { textContent: text } };
  frames[0]!.inner.onload!();
  await settle();
  expect([subs[0]!.status, subs[0]!.reason]).toEqual(status);
  await world.pass(2_000);

  expect(frames.length).toBe(asked);
});

test('closing removes the frame', async () => {
  const { subs } = await following('/a');
  subs[0]!.close();
  await world.pass(1_000);

  expect(frames.map(frame => frame.isRemoved)).toEqual([true]);
});

test('a host without fetch and EventSource has the frame alone', async () => {
  [world.environment.canStream, world.environment.fetch] = [false, undefined];
  const { client } = tab(world);
  client.subscribe('/a');
  await world.pass(20);

  expect(frames.length).toBe(1);
});
