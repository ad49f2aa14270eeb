// The errors of the patch library, with all that they tell, are a tenth of the bundle. Here each only means that the whole page is asked for,
// so what is left of one is its name, which the library itself reads. What no call here uses goes too: copies of the
// document, checks of the caller's own, and the search for undefined within values, which come from JSON.
// To the errors, comments and ids of the SSE parser nobody listens (lines have their own), it is given LF only, and none is used a second time.
import { readFileSync } from 'node:fs';

const changes = [
  [
    /eventsource-parser.dist.index\.js$/,
    /^class ParseError [\s\S]*?^\}|^  ParseError,$|onError\(\s*new ParseError\([\s\S]*?\bline\s*\}\s*\)\s*\)|^  if \(typeof callbacks == "function"\)[\s\S]*?;$|^  function reset[\s\S]*?^  \}|, reset(?= \})|^      onComment && .*\n|, onComment(?= \})|^  const lines = \[\];[\s\S]*?(?=^  return \[lines, )|^      case "id":\n.*\n.*\n|^      id,\n|, id(?=, data = "")|id = void 0, (?=data = "", eventType = "";\n  \}\n  function reset)/gm,
    text => (text.startsWith('onError') ? 'undefined' : text.startsWith('  const lines') ? 'const lines = chunk.split("\\n"), incompleteLine = lines.pop();' : ''),
  ],
  [
    /fast-json-patch.module.core\.mjs$/,
    /^    else if \(.*hasUndefined\(.*\n.*\n    \}\n|^ +if \((?:validateOperation|mutateDocument|index) === void 0\).*$|^ +if \(!mutateDocument\) \{\n.*\n +\}$|if \(typeof validateOperation == 'function'\) \{\n.*\n +\}\n +else |new (JsonPatchError|TypeError)\((['"])(?:(?!\2).)*\2(?:, (['"]\w+['"]).*)?\);$/gm,
    (_, type, _quote, name) => (type ? `new ${type}(${name ?? ''});` : ''),
  ],
  [
    /fast-json-patch.module.helpers\.mjs$/,
    /^var __extends = [\s\S]*?^\}\)\(\);|^function patchErrorMessageFormatter[\s\S]*?^\}|^var PatchError = [\s\S]*?^\}\(Error\)\);/gm,
    text => (text.startsWith('var PatchError') ? 'class PatchError extends Error { constructor(name) { super(); this.name = name; } }' : ''),
  ],
];

export const shortErrors = {
  name: 'short-errors',
  setup({ onLoad }) {
    for (const [filter, pattern, by] of changes) {
      onLoad({ filter }, ({ path }) => {
        const source = readFileSync(path, 'utf8');
        const contents = source.replace(pattern, by);
        if (contents === source) throw new Error(`${path} has no errors of the form that is known here`);
        return { contents, loader: 'js' };
      });
    }
  },
};
