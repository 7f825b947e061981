/** What was asked for under this name before, or asks for it now. */
export function once<T>(cache: Map<string, Promise<T>>, name: string, make: () => Promise<T>): Promise<T> {
  const made = cache.get(name) ?? make();
  cache.set(name, made);
  return made;
}
