import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { besideScript } from '../src/own-script';

beforeEach(() => void vi.stubGlobal('location', { origin: 'http://site' }));
afterEach(() => void vi.unstubAllGlobals());

test.each([
  ['http://site/_comet/comet.js', '/_comet'],
  ['http://site/base/_comet/comet.js', '/base/_comet'],
  ['http://site/a/b/_comet/comet.mjs?v=1#x', '/a/b/_comet'],
  ['http://site/base/_comet/comet.0123456789abcdef.js', '/base/_comet'],
])('%s was served by the gateway, whose endpoints are under %s', (script, base) => expect(besideScript(script)).toEqual({ base }));

test.each([
  ['of another origin', 'http://other/base/_comet/comet.js'],
  ['of an origin that begins the same', 'http://site.other/base/_comet/comet.js'],
  ['made by a bundler', 'http://site/assets/index-4f2a.js'],
  ['made by a bundler from the package', 'http://site/node_modules/cometgateway-client/dist/comet.mjs'],
  ['another one beside it', 'http://site/base/_comet/app.js'],
  ['below it', 'http://site/base/_comet/x/comet.js'],
  ['whose query reads like it', 'http://site/app.js?from=/base/_comet/comet.js'],
  ['whose fragment reads like it', 'http://site/app.js#/base/_comet/comet.js'],
  ['of a file', 'file:///base/_comet/comet.mjs'],
  ['without a URL', undefined],
  ['without any URL', ''],
])('a script %s tells nothing', (_, script) => expect(besideScript(script)).toEqual({}));

test('where there is no page, nothing is told', () => {
  vi.unstubAllGlobals();

  expect(besideScript('file:///site/_comet/comet.mjs')).toEqual({});
});
