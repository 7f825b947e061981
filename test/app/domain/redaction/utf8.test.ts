import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { utf8Bytes, utf8Text } from '../../../../app/domain/redaction/utf8.ts';

describe('UTF-8 in the core', () => {
  it('encodes any text as the platform does, lone surrogates included', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.array(fc.integer({ min: 0, max: 0xffff })), (text, units) => {
        const all = text + String.fromCharCode(...units);
        expect(utf8Bytes(all)).toEqual(new TextEncoder().encode(all));
      }),
    );
  });

  it('decodes any bytes as the platform does', () => {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    const nearUtf8 = fc.array(
      fc.oneof(fc.nat(255), fc.constantFrom(0x7f, 0x80, 0xbf, 0xc2, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xa0, 0x9f, 0x90)),
    );
    fc.assert(
      fc.property(nearUtf8, (bytes) => {
        expect(utf8Text(Uint8Array.from(bytes))).toBe(decoder.decode(Uint8Array.from(bytes)));
      }),
      { numRuns: 2000 },
    );
  });

  it('decodes text longer than one call of the engine takes', () => {
    const text = 'a€😀'.repeat(20_000);
    expect(utf8Text(utf8Bytes(text))).toBe(text);
  });
});
