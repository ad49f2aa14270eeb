import { expect, test } from 'vitest';
import { ndjsonDecoder } from '../src/decode';

function read(pieces: string[]): unknown[] {
  const heard: unknown[] = [];
  const decode = ndjsonDecoder({ heard() {}, line: line => heard.push(line), retry: value => heard.push(value), ended: end => heard.push(end.kind) });
  pieces.forEach(piece => decode(piece));
  return heard;
}

const stream = '{"event":"retry","data":2000}\n{"event":"snapshot","id":"v","data":"a\\nb😀"}\r\n\n{"event":"keepalive"}\n{"event":"status"}\n{"event":"cut';

test('split anywhere, the same lines; a keepalive says nothing, the unfinished one waits', () => {
  const expected = [2000, { event: 'snapshot', id: 'v', data: 'a\nb😀' }, { event: 'status' }];
  expect(read([stream])).toEqual(expected);
  for (let at = 0; at <= stream.length; at++) expect(read([stream.slice(0, at), stream.slice(at)]), `split at ${at}`).toEqual(expected);
  expect(read([...stream])).toEqual(expected);
});

test.each(['{"event":', 'nonsense', '[]', '{"data":1}', 'null'])('%s is a fault, not a message', text => expect(read([text + '\n'])).toEqual(['fault']));
