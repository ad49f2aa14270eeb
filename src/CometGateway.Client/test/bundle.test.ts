import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';

// What the gateway's own gzip makes of it is up to 64 bytes more.
const most = 12 * 1_024 - 64;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'comet-'));
  const build = spawnSync(process.execPath, ['build.mjs', folder], { encoding: 'utf8' });
  expect(build.stderr + build.stdout).toBe('');
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = (name: string) => readFileSync(join(folder, name), 'utf8');

test.each(['comet.js', 'comet.mjs'])('%s is under 12 KiB gzipped, names its map, and depends on nothing', name => {
  const text = read(name);

  expect(gzipSync(text, { level: 9 }).length).toBeLessThan(most);
  expect(text).toMatch(new RegExp(`//# sourceMappingURL=${name.replace('.', '\\.')}\\.map\\n$`));
  expect(text).not.toMatch(/\bimport\s*[({"']/);
  // No path of the machine that built it.
  const { sources } = JSON.parse(read(`${name}.map`)) as { sources: string[] };
  expect(sources.filter(source => !/^\.\.\/(src|node_modules)\//.test(source))).toEqual([]);
});

test('in a page, comet.js is the global comet and nothing else', () => {
  const page = createContext({ document: { currentScript: { src: 'http://site/_comet/comet.js' } }, location: { origin: 'http://site' }, URL });
  const before = Object.keys(page);
  runInContext(read('comet.js'), page);

  expect(Object.keys(page).filter(name => !before.includes(name))).toEqual(['comet']);
  expect(runInContext('typeof comet.subscribe + typeof comet.configure', page)).toBe('functionfunction');
});

test.each(['/_comet', '/base/_comet'])('in a page, comet.js asks the endpoints under %s, from where it was loaded', async base => {
  const events = { addEventListener() {} };
  const asked = new Promise(resolve => {
    const page = createContext({
      document: { ...events, currentScript: { src: `http://site${base}/comet.js` }, baseURI: 'http://site/', visibilityState: 'visible' },
      window: events, location: { origin: 'http://site' }, fetch: (url: string) => (resolve(url), new Promise(() => {})),
      URL, URLSearchParams, AbortController, Response, TextDecoder, setTimeout, clearTimeout,
    });
    runInContext(read('comet.js'), page);
    runInContext("comet.subscribe('/a')", page);
  });

  expect(await asked).toBe(`${base}/stream?url=%2Fa&comet.events=text-delta&comet.keepalive=event`);
});

test('where there is no page, as on a server that renders one, comet.js can be loaded', () => {
  const server = createContext({});
  runInContext(read('comet.js'), server);

  expect(() => runInContext("comet.subscribe('/a')", server)).toThrow('comet.subscribe needs a document');
});

test('in a SharedWorker, the same script answers each tab', async () => {
  const worker = createContext({ onconnect: null, navigator: {}, location: { origin: 'http://site' }, setTimeout, clearTimeout });
  runInContext(read('comet.js'), worker);
  const heard: unknown[] = [];
  const port = { postMessage: (message: unknown) => heard.push(message), onmessage: undefined as unknown };
  (worker['onconnect'] as (event: unknown) => void)({ ports: [port] });
  await Promise.resolve();

  expect(JSON.stringify(heard)).toBe('[{"kind":"here"}]');
  expect(typeof port.onmessage).toBe('function');
  expect('comet' in worker).toBe(false);
});

test('comet.mjs exports what the package promises', async () => {
  const module = await import(/* @vite-ignore */ join(folder, 'comet.mjs'));

  expect(Object.keys(module).sort()).toEqual(['configure', 'subscribe']);
  // Here is no page, as on a server that renders one.
  expect(() => module.subscribe('/a')).toThrow('comet.subscribe needs a document');
});
