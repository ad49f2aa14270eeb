import { applyPatch } from 'fast-json-patch/module/core.mjs';

/** JSON Patch (RFC 6902). May change the document given. Throws where an operation does not fit it. */
export function applyJsonPatch(document: unknown, patch: unknown): unknown {
  return applyPatch(document as object, patch as [], true, true).newDocument;
}
