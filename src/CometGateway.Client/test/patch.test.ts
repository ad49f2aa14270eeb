import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shortErrors } from '../short-errors.mjs';
import * as source from '../src/held';
import type { Held } from '../src/held';

interface Case {
  comment?: string;
  doc: unknown;
  patch: unknown[];
  expected?: unknown;
  error?: string;
  disabled?: boolean;
}

const require = createRequire(import.meta.url);

let folder: string;
let bundled: typeof source;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'comet-'));
  const outfile = join(folder, 'held.mjs');
  await build({ entryPoints: ['src/held.ts'], bundle: true, minify: true, format: 'esm', plugins: [shortErrors], outfile });
  bundled = await import(/* @vite-ignore */ outfile);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(['tests.json', 'spec_tests.json'])('json-patch-test-suite %s', file => {
  const cases: Case[] = JSON.parse(readFileSync(require.resolve(`json-patch-test-suite/${file}`), 'utf8'));
  test.each(cases.filter(one => !one.disabled && one.patch).map((one, index) => [`${index} ${one.comment ?? one.error ?? JSON.stringify(one.patch)}`, one] as const))('%s', (_, one) => {
    for (const { fold, valueOf } of [source, bundled]) {
      const held: Held = { form: 'json-patch', version: 'a', text: typeof one.doc === 'string' ? one.doc : JSON.stringify(one.doc), json: typeof one.doc !== 'string' };
      const next = fold(held, { event: 'patch', id: 'b', data: one.patch }, 'json-patch');
      if (one.error !== undefined) expect(next).toBeUndefined();
      else if ('expected' in one) expect(next && valueOf(next, undefined)).toEqual(one.expected);
    }
  });
});

test('patches at random fit, or do not, with short errors as with long ones', () => {
  const draw = random(7);
  const pick = <T>(all: readonly T[]) => all[Math.floor(draw() * all.length)]!;
  const paths = ['', '/a', '/b', '/a/0', '/a/1', '/a/2', '/a/-', '/a/01', '/a/x', '/b/c', '/b/c/d', 'a', '/a/1e0', '/~1', '/__proto__/x', '/b/constructor/prototype'];
  let fits = 0;
  for (let round = 0; round < 5_000; round++) {
    const doc = pick([{ a: [1, 2], b: { c: 3 } }, [1, [2]], { '/': null }, 'text', { b: 'x' }]);
    const held: Held = { form: 'json-patch', version: 'a', text: typeof doc === 'string' ? doc : JSON.stringify(doc), json: typeof doc !== 'string' };
    const data = Array.from({ length: 1 + Math.floor(draw() * 2) }, () => ({ op: pick(['add', 'remove', 'replace', 'move', 'copy', 'test', '_get', 'x']), path: pick(paths), from: pick([...paths, 5]), value: pick([1, 2, null, [], undefined]) }));
    const [long, short] = [source, bundled].map(({ fold }) => fold(held, { event: 'patch', id: 'b', data: structuredClone(data) }, 'json-patch'));
    expect([short, data]).toEqual([long, data]);
    if (long) fits++;
  }

  expect(fits).toBeGreaterThan(200);
});

/** Numbers of a fixed row (Lehmer). */
function random(seed: number): () => number {
  return () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
}
