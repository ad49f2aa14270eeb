import { applyTextDelta } from './delta';
import type { Line } from './line';
import { applyMergePatch } from './merge';
import { applyJsonPatch } from './patch';
import type { EventForm } from './types';

/** A page's value as it is held: always as text, so that what page code does to the objects it was handed cannot spoil the base of the next change. */
export interface Held {
  readonly form: EventForm;
  readonly version: string;
  readonly text: string;
  readonly json: boolean;
}

/** The value after one line; undefined where the line does not fit what is held. */
export function fold(held: Held | undefined, line: Line, form: EventForm): Held | undefined {
  const version = line.id ?? '~';
  const whole = line.event === 'snapshot' || line.event === 'message';
  if (whole) return wholeOf(line, form, version);
  if (!held) return undefined;
  try {
    switch (line.event) {
      case 'delta': {
        const text = applyTextDelta(held.text, line.data);
        // One that was no JSON is, as the gateway has it, when it becomes an object or an array: of anything else only the media type tells.
        return text === undefined ? undefined : { ...held, version, text, json: held.json || (/^\s*[[{]/.test(text) && isJson(text)) };
      }
      case 'patch':
        return json(held, version, applyJsonPatch(documentOf(held), line.data));
      case 'merge':
        return json(held, version, applyMergePatch(documentOf(held), line.data));
      default:
        return undefined;
    }
  } catch {
    return undefined;
  }
}

/** What page code is handed: a fresh object each time. */
export function valueOf(held: Held, as: 'text' | 'auto' | undefined): unknown {
  if (as === 'text' || !held.json) return held.text;
  try {
    return JSON.parse(held.text);
  } catch {
    // The page was JSON and is no more.
    return held.text;
  }
}

function wholeOf({ data, json }: Line, form: EventForm, version: string): Held | undefined {
  if (data === undefined) return undefined;
  if (typeof data !== 'string') return { form, version, text: JSON.stringify(data), json: true };
  return { form, version, text: data, json: form === 'text-delta' && json !== false && isJson(data) };
}

const documentOf = (held: Held) => (held.json ? JSON.parse(held.text) : held.text);

function json(held: Held, version: string, value: unknown): Held {
  return typeof value === 'string' ? { ...held, version, text: value, json: false } : { ...held, version, text: JSON.stringify(value), json: true };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
