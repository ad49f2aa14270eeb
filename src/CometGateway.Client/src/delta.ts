/**
 * Applies a text delta: `[start,length]` copies from the old text, a string is inserted. Counts UTF-16 code units.
 * Undefined where the delta does not fit the text.
 */
export function applyTextDelta(old: string, delta: unknown): string | undefined {
  if (!Array.isArray(delta)) return undefined;
  let text = '';
  for (const part of delta) {
    if (typeof part === 'string') {
      text += part;
      continue;
    }
    if (!Array.isArray(part) || part.length !== 2) return undefined;
    const [start, length] = part;
    if (!isCount(start) || !isCount(length) || start + length > old.length) return undefined;
    text += old.slice(start, start + length);
  }
  return text;
}

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
