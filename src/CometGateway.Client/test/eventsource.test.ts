import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { tab } from './tab';
import { settle, World } from './world';

class Source {
  static all: Source[] = [];
  readyState = 0;
  onmessage?: (event: { data: string }) => void;
  onerror?: () => void;
  readonly named = new Map<string, () => void>();

  constructor(readonly url: string) {
    Source.all.push(this);
  }

  static get last(): Source {
    return Source.all[Source.all.length - 1]!;
  }

  addEventListener(name: string, run: () => void): void {
    this.named.set(name, run);
  }

  close(): void {
    this.readyState = 2;
  }

  async say(line: object): Promise<void> {
    this.onmessage!({ data: JSON.stringify(line) });
    await settle();
  }
}

let world: World;

beforeEach(() => {
  Source.all = [];
  world = new World({ canStream: false, EventSource: Source as unknown as typeof EventSource });
});
afterEach(() => void vi.useRealTimers());

test('where fetch cannot stream, EventSource does, and is resumed by us', async () => {
  const { client } = tab(world);
  const values: unknown[] = [];
  client.subscribe('/a', value => values.push(value));
  await world.pass(20);
  Source.last.named.get('keepalive')!();
  await Source.last.say({ url: '/a', event: 'snapshot', id: 'v1', data: '1' });
  Source.last.onerror!();
  expect(Source.last.readyState).toBe(2);
  await world.pass(1_000);

  expect(values).toEqual([1]);
  expect(Source.last.url).toBe('/_comet/stream?url=%2Fa%3Fcomet.since%3Dv1&comet.events=text-delta&comet.keepalive=event');
});

test('a refusal is about the transport, as EventSource does not tell', async () => {
  const { client } = tab(world);
  client.subscribe('/a');
  await world.pass(20);
  Source.last.readyState = 2;
  Source.last.onerror!();
  await settle();

  expect(world.last.headers['Prefer']).toBe('wait=25');
});

test('where there is no other transport, a refusal is waited out', async () => {
  const sub = tab(world).client.subscribe('/a', undefined, { transport: 'sse' });
  await world.pass(20);
  Source.last.readyState = 2;
  Source.last.onerror!();
  await settle();
  expect([sub.status, sub.reason]).toEqual(['connecting', 'refused']);
  await world.pass(1_000);

  expect(Source.all.length).toBe(2);
});
