import type { Settings } from './types';

/** Whether a script may run in a worker of this page. */
export const isOfThisOrigin = (script: string | undefined): script is string => !!script?.startsWith(`${globalThis.location?.origin}/`);

/**
 * The endpoints are beside the script that the gateway served, also where an application has a path base.
 * One that a bundler made of it, or that is of another origin, tells nothing.
 */
export function besideScript(script: string | undefined): Partial<Settings> {
  const base = isOfThisOrigin(script) && /^\w+:\/\/[^/]+([^?#]*\/_comet)\/comet\./.exec(script)?.[1];
  return base ? { base } : {};
}
