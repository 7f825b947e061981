import type { Random } from '../../app/ports/random.ts';

/** These bytes over and over. */
export function byteStream(bytes: Uint8Array): Random {
  let at = 0;
  return {
    bytes: (count) => Uint8Array.from({ length: count }, () => bytes[at++ % bytes.length] ?? 0),
  };
}

/** Bytes that differ from call to call and are the same in every run. */
export function createFixedRandom(seed = 1): Random {
  let state = seed;
  const next = (): number => {
    // mulberry32: small, and good enough for ids that must differ.
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) & 255;
  };
  return { bytes: (count) => Uint8Array.from({ length: count }, next) };
}
