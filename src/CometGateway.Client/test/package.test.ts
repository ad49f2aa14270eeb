import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const typescript = join(process.cwd(), 'node_modules/typescript/bin/tsc');
let folder: string;
let installed: string;

// What npm packs, unpacked as npm installs it.
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'comet-package-'));
  installed = join(folder, 'node_modules/cometgateway-client');
  mkdirSync(installed, { recursive: true });
  run('npm', ['pack', '--silent', '--pack-destination', folder]);
  const [archive] = readdirSync(folder).filter(name => name.endsWith('.tgz'));
  run('tar', ['-xzf', join(folder, archive!), '-C', installed, '--strip-components=1']);
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([['bundler', 'esnext'], ['nodenext', 'nodenext']])('its types are known to a consumer with moduleResolution %s', (resolution, module) => {
  writeFileSync(join(folder, 'consumer.ts'), `
    import { configure, subscribe, type Subscription } from 'cometgateway-client';
    configure({ silentAfter: 1 });
    const prices: Subscription<{ n: number }> = subscribe<{ n: number }>('/prices', (value, change) => console.log(value.n.toFixed(), change.id.length), { transport: 'sse' });
    const n: number | undefined = prices.value?.n;
    prices.onstatus = (status, reason) => console.log(status, reason ?? prices.url);
    for await (const one of prices) if (one.n > 3) break;
    // @ts-expect-error A value is what the consumer says, and not any.
    const text: string | undefined = prices.value;
    // @ts-expect-error No such transport.
    subscribe('/prices', undefined, { transport: 'see' });
    // @ts-expect-error A type only: subscribe makes them.
    new Subscription();
    // @ts-expect-error Told, and not set.
    prices.status = 'live';
    // @ts-expect-error Told, and not set.
    prices.reason = 'mine';
    // @ts-expect-error Told, and not set.
    prices.value = { n: 1 };
    export { n, text };
  `);
  const tsc = spawnSync(process.execPath, [typescript, '--strict', '--noEmit', '--target', 'es2022', '--module', module, '--moduleResolution', resolution, 'consumer.ts'], {
    cwd: folder,
    encoding: 'utf8',
  });

  expect(tsc.stdout).toBe('');
  expect(tsc.status).toBe(0);
}, 120_000);

test('it depends on nothing, and has no types but those that it shows', () => {
  const { dependencies, types, main } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  const shown = readdirSync(join(installed, 'dist/types'));

  expect(dependencies ?? {}).toEqual({});
  expect(shown.sort()).toEqual(['api.d.ts', 'index.d.ts', 'types.d.ts']);
  expect(readFileSync(join(installed, types), 'utf8')).toContain('subscribe');
  expect(readFileSync(join(installed, main), 'utf8')).not.toMatch(/\bfrom\s*["']/);
});

test('it has its licence, and a README whose links lead somewhere without the repository', () => {
  const { license } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  const licence = readFileSync(join(installed, 'LICENSE'), 'utf8');
  const links = [...readFileSync(join(installed, 'README.md'), 'utf8').matchAll(/\]\((?!https:|#)([^)#]+)/g)].map(([, path]) => path!);

  expect(licence).toBe(readFileSync('../../LICENSE', 'utf8'));
  expect(licence).toContain(`${license} License`);
  expect(links.filter(path => !existsSync(join(installed, path)))).toEqual([]);
});

function run(command: string, args: string[]): void {
  const { stderr, status } = spawnSync(command, args, { encoding: 'utf8', shell: process.platform === 'win32' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
}
