/** The names that an object may have, each with a list of the values that it may have; with anything else where it is no choice. */
export type Allowed<T> = Readonly<Record<keyof T, unknown>>;

/** A misspelt name or value would have no effect, or another one than was meant: it is refused where it is written. */
export function check<T extends object>(call: string, given: T, allowed: Allowed<T>): void {
  for (const [name, value] of Object.entries(given)) {
    oneOf(call, name, Object.keys(allowed));
    const values = allowed[name as keyof T];
    if (Array.isArray(values) && value !== undefined) oneOf(`${call}: ${name}`, value, values);
  }
}

function oneOf(what: string, value: unknown, values: readonly unknown[]): void {
  if (!values.includes(value)) throw new TypeError(`comet.${what} '${value}' is none of ${values}`);
}
