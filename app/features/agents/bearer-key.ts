import type { Random } from '../../ports/random.ts';

const PREFIX = 'csk_';
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const ID_LETTERS = 12;
/** 43 letters of 6 bits: 258 bits. */
const SECRET_LETTERS = 43;

/** `csk_ID_SECRET`: the fixed start lets secret scanners find it, the id lets one digest be compared. */
export function newKey(random: Random): { readonly id: string; readonly key: string } {
  const id = letters(random, ID_LETTERS).replaceAll(/[-_]/g, 'x');
  return { id, key: `${PREFIX}${id}_${letters(random, SECRET_LETTERS)}` };
}

export const keyId = (key: string): string | null => /^csk_([A-Za-z0-9]{12})_[\w-]{43}$/.exec(key)?.[1] ?? null;

const letters = (random: Random, count: number): string =>
  [...random.bytes(count)].map((byte) => ALPHABET.charAt(byte & 63)).join('');
