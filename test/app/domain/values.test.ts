import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { checkValue, MAX_VALUE_BYTES, roundedSize, utf8Bytes, valueFlags } from '../../../app/domain/values.ts';

import { rounds } from './rounds.ts';
import { thrownCode, thrownText } from './thrown.ts';

describe('a value', () => {
  it.each([
    ['assistant', 8192],
    ['program', 1_048_576],
    ['person', 1_048_576],
  ] as const)('of an %s may have exactly %i bytes', (who, limit) => {
    expect(MAX_VALUE_BYTES[who]).toBe(limit);
    expect(thrownCode(() => checkValue('KEY', 'a'.repeat(limit), limit))).toBe('nothing');
    expect(thrownCode(() => checkValue('KEY', 'a'.repeat(limit + 1), limit))).toBe('value_too_large');
  });

  it('is measured in bytes, not in characters', () => {
    expect(thrownCode(() => checkValue('KEY', 'é'.repeat(4096), 8192))).toBe('nothing');
    expect(thrownCode(() => checkValue('KEY', 'é'.repeat(4097), 8192))).toBe('value_too_large');
    expect(thrownCode(() => checkValue('KEY', '😀'.repeat(2048), 8192))).toBe('nothing');
    expect(thrownCode(() => checkValue('KEY', '😀'.repeat(2049), 8192))).toBe('value_too_large');
  });

  it.each(['\ud800', 'a\udc00', '\udc00\ud800', '😀'.slice(0, 1)])('K23 is refused with half a character', (value) => {
    expect(thrownCode(() => checkValue('KEY', value, 8192))).toBe('bad_input');
  });

  it.each(['', ' ', '😀', 'a\0b', 'x\r\ny', '\u{10FFFF}'])('may be any other text', (value) => {
    expect(thrownCode(() => checkValue('KEY', value, 8192))).toBe('nothing');
  });

  it('does not show in the error', () => {
    const text = thrownText(() => checkValue('KEY', 'CANARY'.repeat(2000), 8192));
    expect(text).toContain('KEY');
    expect(text).not.toContain('CANARY');
  });

  it('has as many bytes as the system counts', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(utf8Bytes(text)).toBe(Buffer.byteLength(text));
      }),
      { numRuns: rounds(500, 20_000) },
    );
  });
});

describe('what makes a value dangerous', () => {
  it.each(['$(id)', '`id`', 'a && b', 'a || b', 'a; b', '${HOME}'])('flags %s', (value) => {
    expect(valueFlags(value)).toEqual(['value_has_shell_syntax']);
  });

  it.each(['a\nb', 'a\rb', '\n'])('flags line breaks', (value) => {
    expect(valueFlags(value)).toEqual(['value_has_line_break']);
  });

  it.each(['', 'a&b', 'a|b', '$HOME', '$', '(x)', 'p@ss/w0rd+='])('leaves %j alone', (value) => {
    expect(valueFlags(value)).toEqual([]);
  });

  it('can be both', () => {
    expect(valueFlags('x\nADMIN=$(id)')).toEqual(['value_has_shell_syntax', 'value_has_line_break']);
  });
});

describe('the size that is shown', () => {
  it.each([
    [0, 'empty'],
    [1, 'under 16'],
    [15, 'under 16'],
    [16, '16 to 64'],
    [63, '16 to 64'],
    [64, '64 to 256'],
    [255, '64 to 256'],
    [256, 'over 256'],
    [1_000_000, 'over 256'],
  ])('of %i characters is %s', (length, shown) => {
    expect(roundedSize('x'.repeat(length))).toBe(shown);
  });
});
