import { reasonOf } from './answer';

/** One message of the gateway: a line of NDJSON, or what stands in an SSE event's data, an iframe's script or a WebSocket message. */
export interface Line {
  url?: string;
  event: string;
  id?: string;
  data?: any;
  /** False: the data is a plain text, though it reads as JSON. */
  json?: boolean;
}

/** Null for what is no message: a line that was damaged on the way must not pass for one. */
export function parseLine(text: string): Line | null {
  try {
    const line = JSON.parse(text);
    if (typeof line?.event !== 'string') return null;
    if (line.event === 'error' && line.data) line.data.title = reasonOf(line.data);
    return line;
  } catch {
    return null;
  }
}
