import { randomBytes } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { generateValue, type Charset } from '../../../app/domain/generate.ts';
import { byteStream } from '../../fakes/fixed-random.ts';

const systemRandom = { bytes: (count: number) => randomBytes(count) };
const CHARSETS: readonly (readonly [Charset, number, RegExp])[] = [
  ['alphanumeric', 62, /^[A-Za-z0-9]+$/],
  ['ascii', 88, /^[\x21-\x7e]+$/],
  ['hex', 16, /^[0-9a-f]+$/],
  ['base64url', 64, /^[A-Za-z0-9_-]+$/],
  ['digits', 10, /^[0-9]+$/],
];

describe('a generated value', () => {
  it('has 32 letters and digits unless asked otherwise', () => {
    expect(generateValue(systemRandom, {})).toMatch(/^[A-Za-z0-9]{32}$/);
  });

  it.each(CHARSETS)('of %s uses all of its %i characters and no other', (charset, size, pattern) => {
    const value = generateValue(systemRandom, { charset, length: 20_000 });
    expect(value).toHaveLength(20_000);
    expect(value).toMatch(pattern);
    expect(new Set(value).size).toBe(size);
  });

  it.each(CHARSETS)(
    'of %s makes every character equally likely: of all 256 bytes each comes from as many',
    (charset, size) => {
      const usable = 256 - (256 % size);
      const allBytes = Uint8Array.from({ length: 256 }, (_byte, index) => index);
      const value = generateValue(byteStream(allBytes), { charset, length: usable });
      const counts = new Map<string, number>();
      for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
      expect(new Set(counts.values())).toEqual(new Set([usable / size]));
    },
  );

  it('throws away bytes that would favour some characters', () => {
    const value = generateValue(byteStream(Uint8Array.of(255, 250, 0, 251, 1)), { charset: 'digits', length: 8 });
    expect(value).toBe('01010101');
  });

  it.each([8, 33, 512])('has exactly the length asked for: %i', (length) => {
    expect(generateValue(systemRandom, { charset: 'digits', length })).toHaveLength(length);
  });

  it('is another one each time', () => {
    const values = Array.from({ length: 1000 }, () => generateValue(systemRandom, { length: 16 }));
    expect(new Set(values).size).toBe(1000);
  });
});
