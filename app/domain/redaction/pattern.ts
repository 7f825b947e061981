/** Bytes to look for. */
export interface Pattern {
  readonly bytes: Uint8Array;
  /** A beginning of this length already shows four bytes of the value, so output that ends there is masked too. */
  readonly cut: number;
  /** Bytes that belong to the match when they stand right before it. */
  readonly before: readonly number[];
  /** Whether the next base64 character, and padding after it, belongs to the match. */
  readonly tail: boolean;
}
