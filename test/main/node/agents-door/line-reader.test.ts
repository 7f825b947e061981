import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { LineReader } from '../../../../main/node/agents-door/line-reader.ts';

function readAll(chunks: readonly Buffer[], limit = 1000) {
  const seen: string[] = [];
  const reader = new LineReader(limit, {
    line: (bytes) => void seen.push(bytes.toString('utf8')),
    tooLong: () => void seen.push('TOO LONG'),
  });
  for (const chunk of chunks) reader.push(chunk);
  return seen;
}

const cut = (bytes: Buffer, at: readonly number[]): Buffer[] => {
  const ends = [...at.map((place) => place % (bytes.length + 1)), bytes.length].toSorted((a, b) => a - b);
  return ends.map((end, index) => bytes.subarray(index === 0 ? 0 : ends[index - 1], end));
};

describe('the line reader', () => {
  it('finds the same lines however the stream is cut', () => {
    const line = fc.string({ unit: 'grapheme', maxLength: 20 }).map((text) => text.replaceAll(/[\r\n]/g, ''));
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.nat()), (lines, cuts) => {
        const bytes = Buffer.from(lines.map((text) => `${text}\n`).join(''));
        expect(readAll(cut(bytes, cuts))).toEqual(lines.filter((text) => text !== ''));
      }),
    );
  });

  it('drops a line over the limit, says so once, and goes on with the next', () => {
    expect(readAll([Buffer.from('12345678901'), Buffer.from('more\nok\r\n'), Buffer.from('unfinished')], 10)).toEqual([
      'TOO LONG',
      'ok',
    ]);
  });
});
