const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';
const LETTERS = 20;

/** `prefix_` and 20 letters: 100 random bits. Knowing an id is never enough; its owner is checked too. */
export function newId(prefix: string, random: { bytes(count: number): Uint8Array }): string {
  const letters = [...random.bytes(LETTERS)].map((byte) => ALPHABET.charAt(byte % ALPHABET.length));
  return `${prefix}_${letters.join('')}`;
}
