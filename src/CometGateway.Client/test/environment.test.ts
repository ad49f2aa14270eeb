import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { browserEnvironment } from '../src/environment';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  vi.stubGlobal('location', { origin: 'http://site' });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

// Browsers keep a delay in 32 bits: a longer one would end at once.
test.each([30 * 86_400_000, 2 ** 31, Infinity])('a timer of %d ms does not end at once', delay => {
  const run = vi.fn();
  browserEnvironment().setTimer(run, delay);
  vi.advanceTimersByTime(20 * 86_400_000);

  expect(run).not.toHaveBeenCalled();
});

test('a timer ends after its time', () => {
  const run = vi.fn();
  browserEnvironment().setTimer(run, 1_000);
  vi.advanceTimersByTime(999);
  expect(run).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);

  expect(run).toHaveBeenCalled();
});
