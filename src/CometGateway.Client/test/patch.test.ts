import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { fold, valueOf, type Held } from '../src/held';

interface Case {
  comment?: string;
  doc: unknown;
  patch: unknown[];
  expected?: unknown;
  error?: string;
  disabled?: boolean;
}

const require = createRequire(import.meta.url);

describe.each(['tests.json', 'spec_tests.json'])('json-patch-test-suite %s', file => {
  const cases: Case[] = JSON.parse(readFileSync(require.resolve(`json-patch-test-suite/${file}`), 'utf8'));
  test.each(cases.filter(one => !one.disabled && one.patch).map((one, index) => [`${index} ${one.comment ?? one.error ?? JSON.stringify(one.patch)}`, one] as const))('%s', (_, one) => {
    const held: Held = { form: 'json-patch', version: 'a', text: typeof one.doc === 'string' ? one.doc : JSON.stringify(one.doc), json: typeof one.doc !== 'string' };
    const next = fold(held, { event: 'patch', id: 'b', data: one.patch }, 'json-patch');
    if (one.error !== undefined) expect(next).toBeUndefined();
    else if ('expected' in one) expect(next && valueOf(next, undefined)).toEqual(one.expected);
  });
});
