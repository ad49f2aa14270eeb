// Applies JSON Patches with fast-json-patch. Each line of standard input is {"from","patch","to"}, every one a JSON text in a string;
// each is answered by a line: ok, or what went wrong.
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import jsonpatch from 'fast-json-patch';

const validate = true;

function answer({ from, patch, to }) {
  try {
    const result = jsonpatch.applyPatch(JSON.parse(from), JSON.parse(patch), validate).newDocument;
    // Strict: -0 is not 0, and a list is no object. The order of members does not count.
    return isDeepStrictEqual(result, JSON.parse(to)) ? 'ok' : `gives ${JSON.stringify(result)}`;
  } catch (error) {
    return `refused: ${error.message.replaceAll('\n', ' ')}`;
  }
}

// Not by node:readline: it also ends lines at U+2028, which JSON strings may hold.
const lines = readFileSync(0, 'utf8').split('\n').filter((line) => line !== '');
process.stdout.write(lines.map((line) => `${answer(JSON.parse(line))}\n`).join(''));
