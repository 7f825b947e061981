import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { parseStrictJson } from '../../../../main/node/agents-door/strict-json.ts';

const parse = (text: string): unknown => parseStrictJson(Buffer.from(text, 'utf8'));

function thrown(work: () => unknown): Error {
  try {
    work();
  } catch (error) {
    return error as Error;
  }
  throw new Error('Nothing was thrown.');
}

const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;

describe('strict JSON', () => {
  it('reads what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.boolean(), (text, spaced) => {
        const value: unknown = JSON.parse(text);
        fc.pre(!text.includes('__proto__') && depthOf(value) <= 32);
        // Generated numbers may be written as integers that no double keeps.
        fc.pre(!/\d{16}/.test(text));
        const given = spaced ? JSON.stringify(value, null, 2) : JSON.stringify(value);
        expect(parse(given)).toEqual(JSON.parse(given));
      }),
    );
  });

  it.each([
    ['a key twice', '{"a":1,"b":{"a":1},"a":2}'],
    ['a key twice in a nested object', '{"x":[{"a":1,"a":1}]}'],
    ['a key twice, once in disguise', '{"a":1,"\\u0061":2}'],
    ['__proto__', '{"x":{"__proto__":1}}'],
    ['33 levels', '['.repeat(33) + ']'.repeat(33)],
    ['an integer that a double rounds', '[9007199254740993]'],
    ['a number beyond every double', '[1e400]'],
    ['a byte order mark', '\uFEFF{}'],
    ['something after the value', '{} {}'],
    ['nothing', ''],
  ])('refuses %s', (_name, text) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'bad_input' }) as Error);
  });

  it('takes what only looks like that', () => {
    for (const text of [
      '{"a":"\\",\\"a\\":","b":1}',
      '[{"a":1},{"a":1}]',
      '["__proto__"]',
      '[1e15, -0, 0.1, 1E-7]',
      '{"a":{},"b":{"a":{}}}',
    ]) {
      expect(parse(text)).toEqual(JSON.parse(text));
    }
    expect(depthOf(parse('['.repeat(32) + ']'.repeat(32)))).toBe(32);
  });

  it('refuses bytes that are no UTF-8, and keeps the text out of its complaint', () => {
    expect(() => parseStrictJson(Buffer.from([0x22, 0xc3, 0x22]))).toThrow('UTF-8');
    const complaint = thrown(() => parse('{"password":"canary-91"'));
    expect(`${complaint.stack} ${String(complaint.cause)}`).not.toContain('canary-91');
  });
});
