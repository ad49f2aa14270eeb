import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { shortErrors } from '../short-errors.mjs';
import * as source from '../src/decode';

const { sseDecoder } = source;
let folder: string;
let bundled: typeof source;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'comet-'));
  const outfile = join(folder, 'decode.mjs');
  await build({ entryPoints: ['src/decode.ts'], bundle: true, minify: true, format: 'esm', plugins: [shortErrors], outfile });
  bundled = await import(/* @vite-ignore */ outfile);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Heard {
  events: { event?: string; data: string; id?: string }[];
  retries: number[];
}

// WHATWG HTML §9.2.5 and §9.2.6; the examples of the standard are among them.
const corpus: [name: string, stream: string, expected: Partial<Heard>][] = [
  ['LF', 'data: a\n\ndata: b\n\n', { events: [{ data: 'a' }, { data: 'b' }] }],
  ['CRLF', 'data: a\r\n\r\ndata: b\r\n\r\n', { events: [{ data: 'a' }, { data: 'b' }] }],
  ['CR', 'data: a\r\rdata: b\r\r', { events: [{ data: 'a' }, { data: 'b' }] }],
  ['mixed line ends', 'data: a\rdata: b\ndata: c\r\n\n', { events: [{ data: 'a\nb\nc' }] }],
  ['byte order mark', '\ufeffdata: a\n\n', { events: [{ data: 'a' }] }],
  ['second byte order mark is a part of the field name', '\ufeff\ufeffdata: a\n\ndata: b\n\n', { events: [{ data: 'b' }] }],
  ['several data lines', 'data: YHOO\ndata: +2\ndata: 10\n\n', { events: [{ data: 'YHOO\n+2\n10' }] }],
  ['comment', ': test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n', { events: [{ data: 'first event', id: '1' }, { data: 'second event', id: '' }, { data: ' third event' }] }],
  ['empty data and two empty lines of data', 'data\n\ndata\ndata\n\ndata:', { events: [{ data: '' }, { data: '\n' }] }],
  ['space after the colon', 'data:test\n\ndata: test\n\n', { events: [{ data: 'test' }, { data: 'test' }] }],
  ['only one space is taken off', 'data:  test\n\n', { events: [{ data: ' test' }] }],
  ['no data, no event', 'event: foo\n\nid: 5\n\n: x\n\n', { events: [] }],
  ['the name of an event does not outlive it', 'event: foo\n\ndata: a\n\n', { events: [{ data: 'a' }] }],
  ['named event', 'event: foo\ndata: a\n\n', { events: [{ event: 'foo', data: 'a' }] }],
  ['last name counts', 'event: foo\nevent: bar\ndata: a\n\n', { events: [{ event: 'bar', data: 'a' }] }],
  ['id with NUL is ignored', 'id: a\0b\ndata: x\n\n', { events: [{ data: 'x' }] }],
  ['retry', 'retry: 1500\n\n', { retries: [1500], events: [] }],
  ['retry with other than digits is ignored', 'retry: 1x\nretry: -1\nretry: 1.5\nretry:\n\n', { retries: [], events: [] }],
  ['unknown field', 'foo: bar\ndata: a\ndatas: b\n Data: c\n\n', { events: [{ data: 'a' }] }],
  ['field names are case-sensitive', 'Data: a\nDATA: b\ndata: c\n\n', { events: [{ data: 'c' }] }],
  ['unfinished event is dropped', 'data: a\n\ndata: b\n', { events: [{ data: 'a' }] }],
  ['colon in data', 'data: a:b: c\n\n', { events: [{ data: 'a:b: c' }] }],
  ['not ASCII', 'data: ü€😀\u2028\n\n', { events: [{ data: 'ü€😀\u2028' }] }],
];

/** As the client reads: bytes in pieces, through a decoder that keeps what is cut. */
function read(pieces: Uint8Array[], { sseParser } = source): Heard {
  const heard: Heard = { events: [], retries: [] };
  const feed = sseParser({
    onEvent: ({ event, data, id }) => heard.events.push({ ...(event !== undefined && { event }), data, ...(id !== undefined && { id }) }),
    onRetry: value => heard.retries.push(value),
  });
  const text = new TextDecoder();
  for (const piece of pieces) feed(text.decode(piece, { stream: true }));
  return heard;
}

describe.each(corpus)('%s', (_, stream, expected) => {
  const bytes = new TextEncoder().encode(stream);

  test('in one piece', () => expect(read([bytes])).toMatchObject(expected));

  test('split at every byte', () => {
    for (let at = 1; at < bytes.length; at++) expect(read([bytes.slice(0, at), bytes.slice(at)]), `split at ${at}`).toMatchObject(expected);
  });

  test('as it is bundled, without ids', () => {
    const { events, ...rest } = expected;
    const withoutIds = { ...rest, events: events?.map(({ id, ...event }) => event) ?? [] };
    for (let at = 0; at <= bytes.length; at++) expect(read([bytes.slice(0, at), bytes.slice(at)], bundled), `split at ${at}`).toMatchObject(withoutIds);
  });

  test('byte by byte', () => expect(read([...bytes].map(byte => Uint8Array.of(byte)))).toMatchObject(expected));
});

test('an event holds several lines; named events hold none', () => {
  const lines: unknown[] = [];
  const decode = sseDecoder({ heard() {}, line: line => lines.push(line), retry: value => lines.push(value), ended: end => lines.push(end) });

  decode('retry: 70\n\nevent: keepalive\ndata: {}\n\ndata: {"event":"a"}\ndata: {"event":"b"}\n\n');

  expect(lines).toEqual([70, { event: 'a' }, { event: 'b' }]);
});
