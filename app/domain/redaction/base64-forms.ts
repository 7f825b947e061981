import type { Pattern } from './pattern.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const ALPHABETS = [`${LETTERS}+/`, `${LETTERS}-_`] as const;

/** Three whole bytes show at four characters; a fourth would begin to show with the sixth. */
const CUT = 5;

/**
 * The value in base64 wherever it may lie in what was encoded. Characters that mix its bits with a neighbour's are left
 * out of the pattern, so that neighbours and padding do not matter, and are taken along when the rest was found.
 */
export function base64Forms(value: Uint8Array): readonly Pattern[] {
  return ALPHABETS.flatMap((alphabet) => [0, 1, 2].map((offset) => formAt(value, offset, alphabet)));
}

function formAt(value: Uint8Array, offset: number, alphabet: string): Pattern {
  const bits = (offset + value.length) * 8;
  const first = Math.ceil((offset * 8) / 6);
  const end = Math.floor(bits / 6);
  const bytes = new Uint8Array(end - first);
  for (let index = first; index < end; index++) {
    bytes[index - first] = alphabet.charCodeAt(sixBits(value, index * 6 - offset * 8));
  }
  return { bytes, cut: CUT, before: charactersBefore(value[0] ?? 0, offset, alphabet), tail: bits % 6 !== 0 };
}

function sixBits(value: Uint8Array, bit: number): number {
  const byte = Math.floor(bit / 8);
  const pair = ((value[byte] ?? 0) << 8) | (value[byte + 1] ?? 0);
  return (pair >> (10 - (bit % 8))) & 0x3f;
}

/** The characters that can hold the first bits of the value together with the last ones of whatever was in front of it. */
function charactersBefore(firstByte: number, offset: number, alphabet: string): readonly number[] {
  if (offset === 0) return [];
  const known = offset === 1 ? 4 : 2;
  const neighbours = 1 << (6 - known);
  return Array.from({ length: neighbours }, (_, unknown) =>
    alphabet.charCodeAt((unknown << known) | (firstByte >> (8 - known))),
  );
}

/** Of either alphabet. */
export const isBase64Byte = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) ||
  (byte >= 0x41 && byte <= 0x5a) ||
  (byte >= 0x61 && byte <= 0x7a) ||
  byte === 0x2b ||
  byte === 0x2f ||
  byte === 0x2d ||
  byte === 0x5f;
