import { retryAfter } from './backoff';
import type { End } from './link';

/** 0 stands for no answer: the browser has not what the transport needs. */
const finalStatuses = [0, 204, 400, 401, 403, 404, 406, 410];
const wrongTransport = [400, 404, 405, 406, 501];

/** The gateway's word on a refusal (RFC 9457). */
export interface Problem {
  status?: number;
  code?: string;
  /** With `urls`: how many pages a connection may carry. */
  limit?: number;
  title?: string;
  detail?: string;
}

/** The detail tells what to change. */
export const reasonOf = ({ title, detail }: Problem): string | undefined => (detail ? `${title}: ${detail}` : title);

/** After these a page is not asked for again. */
export const isFinal = (status: number | undefined): boolean => finalStatuses.includes(status!);

/** What an answer that is no stream means for a connection of many pages: whether a page is there is said per page, so 404 and its like are about the transport. */
export async function streamRefusal(answer: Response, now: number): Promise<End> {
  const end = await pageRefusal(answer, now);
  return wrongTransport.includes(answer.status) && !end.limit ? { ...end, kind: 'unsupported' } : end;
}

/** The same for a page's own URL. */
export async function pageRefusal(answer: Response, now: number): Promise<End> {
  const { status } = answer;
  if (!isFinal(status)) return { kind: 'fault', status, reason: `status ${status}`, wait: retryAfter(answer.headers.get('Retry-After'), now) };
  if (status === 204) return { kind: 'final', status, reason: 'no content' };
  // No problem of the gateway's, or cut off.
  const problem: Problem = (await answer.json().catch(() => null)) ?? {};
  return { kind: 'final', status, reason: reasonOf(problem) ?? `status ${status}`, code: problem.code, limit: problem.limit };
}
