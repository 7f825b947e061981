import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { genesis, openLine, seal } from '../../../../app/domain/audit/chain.ts';

import { chainKey, draft, sampleChain } from './sample-chain.ts';

const key = chainKey();

describe('sealing an entry', () => {
  it('gives one line of plain ASCII, whatever the fields hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (detail, client) => {
        const { line, entry } = seal(draft({ detail, client }), genesis(key), key);
        expect(line).toMatch(/^[\x20-\x7e]+$/);
        expect(openLine(line, key)).toEqual(entry);
        expect(entry.detail).toBe(detail);
      }),
    );
  });

  it('L22 leaves line breaks, separators and terminal controls no effect', () => {
    const nasty = 'a\n{"seq":9}\r\u2028\u2029\u001b[2J\u009b\u202e=cmd|/c calc!A1';
    const { line } = seal(draft({ detail: nasty }), genesis(key), key);
    expect(line).toMatch(/^[\x20-\x7e]+$/);
    expect(openLine(line, key)?.detail).toBe(nasty);
  });

  it('numbers from 1 and continues the digest of the line before', () => {
    const first = seal(draft(), genesis(key), key).entry;
    const second = seal(draft(), first, key).entry;
    expect([first.seq, first.prev]).toEqual([1, genesis(key).mac]);
    expect([second.seq, second.prev]).toEqual([2, first.mac]);
  });

  it('puts its number first, so that readers can skip without parsing', () => {
    expect(sampleChain(1).lines[0]).toMatch(/^\{"seq":1,"time":/);
  });
});

describe('opening a line', () => {
  it('finds every change of a byte', () => {
    const [line] = sampleChain(1).lines;
    fc.assert(
      fc.property(fc.nat(line!.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const bytes = Buffer.from(line!);
        bytes[at] = bytes[at]! ^ change;
        expect(openLine(bytes.toString('utf8'), key)).toBeNull();
      }),
      { numRuns: 2000 },
    );
  });

  it('L13, L14 takes no other spelling of the same content', () => {
    const line = sampleChain(1).lines[0]!;
    const reordered = JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(line)).toReversed()));
    for (const other of [line.replace(',', ', '), ` ${line}`, `${line} `, reordered, line.replace('{', '{"seq":1,')]) {
      expect(openLine(other, key)).toBeNull();
    }
  });

  it('L16, L17 takes neither numbers beyond the exact ones nor lines of another install', () => {
    const max = { seq: Number.MAX_SAFE_INTEGER, mac: '0'.repeat(64) };
    expect(openLine(seal(draft(), max, key).line, key)).toBeNull();
    expect(openLine(sampleChain(1, { key: chainKey('other') }).lines[0]!, key)).toBeNull();
  });

  it.each(['', '{}', 'null', '"mac"', '{"mac":""}', ',"mac":"'.padEnd(80, '0')])('takes %j for no entry', (line) => {
    expect(openLine(line, key)).toBeNull();
  });
});
