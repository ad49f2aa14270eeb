// peer.mjs LIBRARY FROM TO: diffs two JSON files with fast-json-patch or jsondiffpatch, on command.
// Says {"ms","bytes"} of its first diff, then answers each line of standard input by one line of JSON:
//   round MS   → {"us"}: the median time of a diff, of 3 to 5 batches that take MS together where diffs are short, as OurTiming.cs has them
//   format     → {"bytes","right"}: jsondiffpatch's delta as RFC 6902, and whether fast-json-patch gets to TO with it; {"failed"}: why there is none
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { isDeepStrictEqual } from 'node:util';
import { pathToFileURL } from 'node:url';

const Batches = 5;
const FewestBatches = 3;
// Fewer than the fewest where one diff takes so long that whoever waits for this round's answer would give up.
const LongestMs = 1000;
const [library, fromFile, toFile] = process.argv.slice(2);
const { resolve } = createRequire(new URL('../../npm/package.json', import.meta.url));
const load = (name) => import(pathToFileURL(resolve(name)));

const { default: fastJsonPatch } = await load('fast-json-patch');
const diff = library === 'fast-json-patch' ? fastJsonPatch.compare : await jsondiffpatch();
const texts = [readFileSync(fromFile, 'utf8'), readFileSync(toFile, 'utf8')];
const parsed = texts.map((text) => JSON.parse(text));

async function jsondiffpatch() {
  const { create } = await load('jsondiffpatch');
  // Where items have no id, by their place: what its documentation advises, and better than matching nothing.
  const differ = create({ objectHash: (item, index) => item.id ?? `$$index:${index}` });
  return (from, to) => differ.diff(from, to);
}

// The old state is kept parsed, the new one arrives as text; to and fro, as pages change.
let turn = 0;
function once() {
  const to = ++turn & 1;
  return diff(parsed[1 - to], JSON.parse(texts[to]));
}

function batch(calls) {
  const from = performance.now();
  for (let i = 0; i < calls; i++) once();
  return (performance.now() - from) / calls;
}

function round(ms) {
  const filling = (each) => Math.max(2, 2 * Math.round(ms / Batches / each / 2));
  // The first two find out how many calls fill a batch, and do not count.
  let calls = filling(batch(2));
  if (calls > 2) calls = filling(batch(calls));
  const timed = [];
  const start = performance.now();
  const lasted = () => performance.now() - start;
  do timed.push(batch(calls) * 1000);
  while (timed.length < Batches && (lasted() < 2 * ms || (timed.length < FewestBatches && lasted() < LongestMs)));
  return { us: median(timed) };
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

async function format() {
  const { default: formatter } = await load('jsondiffpatch/formatters/jsonpatch');
  try {
    const patch = new formatter().format(diff(parsed[0], parsed[1]));
    const result = fastJsonPatch.applyPatch(JSON.parse(texts[0]), patch).newDocument;
    return { bytes: bytes(patch), right: isDeepStrictEqual(result, parsed[1]) };
  } catch (error) {
    return { failed: error.message };
  }
}

const bytes = (value) => Buffer.byteLength(JSON.stringify(value));
const say = (answer) => process.stdout.write(`${JSON.stringify(answer)}\n`);

const start = performance.now();
const first = once();
say({ ms: performance.now() - start, bytes: bytes(first) });
for await (const line of createInterface({ input: process.stdin })) {
  const [command, argument] = line.split(' ');
  say(command === 'round' ? round(Number(argument)) : await format());
}
