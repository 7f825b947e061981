/** Ends a switch over a tagged union: a new member becomes a compile error here. */
export function assertNever(value: never): never {
  throw new TypeError(`Unexpected variant: ${JSON.stringify(value)}`);
}
