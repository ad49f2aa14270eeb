import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

test('sources and tests are what their types say', () => {
  const tsc = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.test.json'], { encoding: 'utf8' });

  expect(tsc.stdout).toBe('');
  expect(tsc.status).toBe(0);
}, 120_000);
