// The library ships no types for its ES modules' own paths.
declare module 'fast-json-patch/module/core.mjs' {
  export { applyPatch } from 'fast-json-patch';
}
