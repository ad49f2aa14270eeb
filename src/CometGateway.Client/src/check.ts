/** The names that an object may have, each with the values that it may have where they can be told. */
export type Allowed<T> = { readonly [Name in keyof Required<T>]: readonly T[Name][] };

/** A misspelt name or value would have no effect, or another one than was meant: it is refused where it is written. */
export function check<T extends object>(call: string, given: T, allowed: Allowed<T>): void {
  for (const [name, value] of Object.entries(given)) {
    oneOf(call, name, Object.keys(allowed));
    const values: readonly unknown[] = allowed[name as keyof T];
    if (values.length > 0 && value !== undefined) oneOf(`${call}: ${name}`, value, values);
  }
}

function oneOf(what: string, value: unknown, values: readonly unknown[]): void {
  if (!values.includes(value)) throw new TypeError(`comet.${what} '${value}' is none of ${values}`);
}
