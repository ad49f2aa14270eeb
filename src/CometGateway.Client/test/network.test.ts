import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Client } from '../src/client';
import type { Environment } from '../src/environment';
import { localBridge } from '../src/local-bridge';
import { defaults } from '../src/settings';

// The platform's own fetch and streams against a real server; all else runs on a clock of the tests.
let server: Server;
let site: string;
let handle: (request: IncomingMessage, response: ServerResponse) => void;

beforeEach(async () => {
  server = createServer((request, response) => handle(request, response));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise(resolve => server.close(resolve));
});

function client(): Client {
  // It lives on for a while when its test is over, and must not ask the server of the next.
  const here = site;
  const environment: Environment = {
    now: () => Date.now(),
    random: () => 0,
    setTimer: (run, delay) => setTimeout(run, delay),
    clearTimer: timer => clearTimeout(timer as ReturnType<typeof setTimeout>),
    fetch: (url, init) => fetch(new URL(String(url), here), init),
    canStream: true,
    origin: here,
  };
  return new Client({ settings: { ...defaults }, here: () => here, tab: 'x', bridges: [localBridge(environment)], remembered: () => null, remember: () => {} });
}

test('a stream in small pieces, cut and taken up again', async () => {
  const asked: string[] = [];
  handle = (request, response) => {
    asked.push(request.url!);
    response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8' });
    const line = asked.length === 1 ? { url: '/a', event: 'snapshot', id: 'v1', data: '"ü😀"' } : { url: '/a', event: 'delta', id: 'v2', data: [[0, 4], '!"'] };
    const bytes = Buffer.from(`retry: 1\n\ndata: ${JSON.stringify(line)}\n\n`);
    let at = 0;
    const next = () => {
      if (at < bytes.length) response.write(bytes.subarray(at, (at += 7)), () => setImmediate(next));
      else if (asked.length === 1) response.destroy();
    };
    next();
  };
  const sub = client().subscribe('/a');
  const seen: unknown[] = [];
  for await (const value of sub) if (seen.push(value) === 2) break;
  sub.close();

  expect(seen).toEqual(['ü😀', 'ü😀!']);
  expect(asked[1]).toContain(encodeURIComponent('/a?comet.since=v1'));
});

test('long polls in small pieces, one after the other from where the last one ended', async () => {
  const asked: string[] = [];
  handle = (request, response) => {
    asked.push(`${request.headers['prefer']} ${request.url!}`);
    response.writeHead(200, { 'Content-Type': 'application/x-ndjson; charset=utf-8' });
    const line = asked.length === 1 ? { url: '/a', event: 'snapshot', id: 'v1', data: '"ü😀"' } : { url: '/a', event: 'delta', id: 'v2', data: [[0, 4], '!"'] };
    const bytes = Buffer.from(`{"event":"retry","data":1}\n${JSON.stringify(line)}\n`);
    let at = 0;
    const next = () => {
      if (at < bytes.length) response.write(bytes.subarray(at, (at += 7)), () => setImmediate(next));
      else if (asked.length === 1) response.end();
    };
    if (asked.length < 3) next();
  };
  const seen: unknown[] = [];
  await new Promise<void>(resolve => {
    const sub = client().subscribe('/a', value => {
      if (seen.push(value) < 2) return;
      sub.close();
      resolve();
    }, { transport: 'longpoll' });
  });

  expect(seen).toEqual(['ü😀', 'ü😀!']);
  expect(asked[0]).toContain('wait=25 /_comet/stream?url=');
  expect(asked[1]).toContain(encodeURIComponent('/a?comet.since=v1'));
});
