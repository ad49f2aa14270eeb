// node build.mjs [FOLDER]: installs what the lock file says where that is not done yet, and writes two bundles of the client to FOLDER (default dist):
// comet.js for <script src> (global `comet`, and the script of the SharedWorker), comet.mjs for import.
// Builds that run at the same time wait for each other, as npm ci removes node_modules while it works.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { shortErrors } from './short-errors.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const folder = resolve(process.argv[2] ?? join(here, 'dist'));
const lock = join(here, '.build.lock');
const stamp = join(here, 'node_modules', '.installed');

await enter();
try {
  install();
  await bundle();
} finally {
  rmSync(lock, { force: true });
}

async function enter() {
  for (;;) {
    try {
      const file = openSync(lock, 'wx');
      writeFileSync(file, String(process.pid));
      closeSync(file);
      return;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (!isHeld()) rmSync(lock, { force: true });
      else await pause(200);
    }
  }
}

// A build that was killed leaves its lock behind.
function isHeld() {
  try {
    const pid = Number(readFileSync(lock, 'utf8'));
    return pid === 0 || process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function install() {
  const wanted = createHash('sha256').update(readFileSync(join(here, 'package-lock.json'))).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: here,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (npm.error) fail(`npm did not start (${npm.error.code}): the browser client is built with npm packages. Install npm, on Debian and Ubuntu: apt-get install npm`);
  if (npm.status !== 0) fail(`npm ci ended with exit code ${npm.status} in ${here}; its own words stand above`);
  writeFileSync(stamp, wanted);
}

async function bundle() {
  const { build } = await import('esbuild');
  mkdirSync(folder, { recursive: true });
  const options = {
    absWorkingDir: here,
    bundle: true,
    minify: true,
    sourcemap: true,
    // With private members, and without the faults of optional chaining in earlier ones.
    target: ['chrome92', 'edge92', 'firefox92', 'safari15.4'],
    plugins: [shortErrors],
    charset: 'utf8',
    legalComments: 'none',
    logLevel: 'warning',
    // Written below, so that the paths in the source maps are the same wherever they go.
    write: false,
  };
  const bundles = await Promise.all([
    build({ ...options, entryPoints: ['src/script.ts'], format: 'iife', outfile: 'dist/comet.js' }),
    build({ ...options, entryPoints: ['src/index.ts'], format: 'esm', outfile: 'dist/comet.mjs' }),
  ]);
  for (const { outputFiles } of bundles) {
    for (const { path, contents } of outputFiles) writeFileSync(join(folder, basename(path)), contents);
  }
}

// The form in which MSBuild shows an error as one.
function fail(message) {
  console.error(`build.mjs : error COMET001: ${message}`);
  rmSync(lock, { force: true });
  process.exit(1);
}
