import { expect, test } from 'vitest';
import { remember, remembered } from '../src/memory';

const now = 1_700_000_000_000;
const day = 86_400_000;

function storage() {
  const items = new Map<string, string>();
  return { getItem: (key: string) => items.get(key) ?? null, setItem: (key: string, value: string) => void items.set(key, value), removeItem: (key: string) => void items.delete(key) } as unknown as Storage;
}

test('what worked is known for a day, counted from the first success', () => {
  const store = storage();
  remember(() => store, 'longpoll', now);
  remember(() => store, 'longpoll', now + day / 2);

  expect(remembered(() => store, now + day - 1)).toBe('longpoll');
  expect(remembered(() => store, now + day)).toBeNull();
});

test('a failure is forgotten', () => {
  const store = storage();
  remember(() => store, 'longpoll', now);
  remember(() => store, null, now);

  expect(remembered(() => store, now)).toBeNull();
});

test.each(['nonsense', 'null', '{}', '[]', '{"transport":5,"until":1e99}', '{"transport":"sse","until":1e99}'])('what others wrote (%s) is nothing', text => {
  const store = storage();
  store.setItem('comet.transport', text);

  expect(remembered(() => store, now)).toBeNull();
});

test.each([
  ['denied', () => { throw new DOMException('denied', 'SecurityError'); }],
  ['missing', () => undefined],
])('storage that is %s throws nothing', (_, store) => {
  expect(() => remember(store, 'sse', now)).not.toThrow();
  expect(() => remember(store, null, now)).not.toThrow();
  expect(remembered(store, now)).toBeNull();
});
