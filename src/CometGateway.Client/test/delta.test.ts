import { describe, expect, test } from 'vitest';
import { applyTextDelta } from '../src/delta';

test.each<[string, unknown, string]>([
  ['abc', [[0, 3]], 'abc'],
  ['abc', [], ''],
  ['abc', [[0, 1], 'x', [2, 1]], 'axc'],
  ['abc', [[2, 1], [0, 2]], 'cab'],
  ['', ['new'], 'new'],
  ['a😀b', [[0, 3], '!'], 'a😀!'],
  // Code units, not characters: half a pair may be copied, and joined again.
  ['a😀b', [[0, 2], '\ude01', [3, 1]], 'a😁b'],
  ['a\r\nb', [[0, 4], '\r'], 'a\r\nb\r'],
  ['abc', [[3, 0], 'd'], 'd'],
])('%j by %j is %j', (old, delta, expected) => expect(applyTextDelta(old, delta)).toBe(expected));

describe('a delta that does not fit gives nothing', () => {
  test.each<[unknown]>([[[[0, 4]]], [[[4, 0]]], [[[-1, 2]]], [[[0, -1]]], [[[0.5, 1]]], [[[0, '1']]], [[[0]]], [[[0, 1, 2]]], [[null]], [[5]], [[{}]], [{}], ['abc'], [null], [undefined], [[[2 ** 53, 1]]], [[[NaN, 1]]]])('%j', delta =>
    expect(applyTextDelta('abc', delta)).toBeUndefined());
});

test('random edits arrive exactly', () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  let state = seed;
  const next = (below: number) => ((state = (state * 1_103_515_245 + 12_345) % 2 ** 31), state % below);
  for (let round = 0; round < 500; round++) {
    const old = Array.from({ length: next(40) }, () => String.fromCharCode(next(3) === 0 ? 0xd800 + next(0x800) : 97 + next(26))).join('');
    const delta: unknown[] = [];
    let expected = '';
    for (let parts = next(6); parts > 0; parts--) {
      if (next(2) === 0) {
        const start = next(old.length + 1);
        const length = next(old.length - start + 1);
        delta.push([start, length]);
        expected += old.substring(start, start + length);
      } else {
        delta.push('x'.repeat(next(5)));
        expected += delta[delta.length - 1];
      }
    }
    expect(applyTextDelta(old, JSON.parse(JSON.stringify(delta))), `seed ${seed}, round ${round}`).toBe(expected);
  }
});
