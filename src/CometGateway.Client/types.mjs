// node types.mjs: writes the types that the package shows to dist/types: index.d.ts and what it names, with the extensions without which
// moduleResolution node16 and nodenext find nothing.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const from = mkdtempSync(join(tmpdir(), 'comet-types-'));
const to = join(here, 'dist/types');
try {
  const tsc = spawnSync(process.execPath, [join(here, 'node_modules/typescript/bin/tsc'), '-p', join(here, 'tsconfig.types.json'), '--outDir', from], { stdio: 'inherit' });
  if (tsc.status !== 0) process.exitCode = 1;
  else {
    rmSync(to, { recursive: true, force: true });
    mkdirSync(to, { recursive: true });
    copy('index', new Set());
  }
} finally {
  rmSync(from, { recursive: true, force: true });
}

function copy(name, done) {
  if (done.has(name)) return;
  done.add(name);
  const text = readFileSync(join(from, `${name}.d.ts`), 'utf8').replace(/(["'])\.\/([\w-]+)\1/g, (_, quote, other) => {
    copy(other, done);
    return `${quote}./${other}.js${quote}`;
  });
  writeFileSync(join(to, `${name}.d.ts`), text);
}
