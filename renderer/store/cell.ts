/** A slice's own part of the store. */
export interface Cell<S> {
  get(): S;
  set(patch: Partial<S>): void;
}
