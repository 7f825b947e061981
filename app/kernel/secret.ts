const HIDDEN = '[secret]';

/**
 * A value that does not print: JSON, templates, `inspect` and concatenation all show `[secret]`.
 * `reveal()` is the one way to the text, so that its callers can be found by a search.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return HIDDEN;
  }

  toJSON(): string {
    return HIDDEN;
  }

  get [Symbol.toStringTag](): string {
    return 'Secret';
  }

  /** Node's `util.inspect` looks for this well-known symbol; the kernel must not import Node for it. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return HIDDEN;
  }
}
