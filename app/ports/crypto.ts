/** Digests over UTF-8 text; results are lower-case hexadecimal. */
export interface Digests {
  sha256(text: string): string;
  /** HMAC-SHA-256 under a key of this install; `purpose` separates keys, so digests of one kind say nothing about another. */
  keyed(purpose: 'audit-chain' | 'audit-name' | 'value' | 'state', text: string): string;
  /** Compares in constant time. */
  equal(a: string, b: string): boolean;
}
