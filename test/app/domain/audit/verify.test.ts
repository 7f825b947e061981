import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { genesis, seal } from '../../../../app/domain/audit/chain.ts';
import { SEGMENT_ACTION } from '../../../../app/domain/audit/entry.ts';
import { judgeEnd, verifyLines } from '../../../../app/domain/audit/verify.ts';

import { chainKey, draft, sampleChain } from './sample-chain.ts';

const key = chainKey();
const verify = (lines: readonly string[], options: Partial<Parameters<typeof verifyLines>[1]> = {}) =>
  verifyLines(lines, { key, from: genesis(key), ...options });
const { lines, head } = sampleChain(10);
const without = (index: number) => lines.toSpliced(index, 1);
const own = (text: string) => seal(draft({ detail: text }), genesis(chainKey('own')), chainKey('own')).line;
const edited = lines[4]!.replace('entry 4', 'entry X');

describe('verifying a chain', () => {
  it('accepts what was written, and tells its end', () => {
    expect(verify(lines)).toEqual({ head, boot: 'boot-1', entries: 10, damage: null });
    expect(verify([])).toEqual({ head: genesis(key), boot: null, entries: 0, damage: null });
  });

  it('continues where another file ended', () => {
    const next = sampleChain(3, { from: head });
    expect(verify(next.lines, { from: head })).toMatchObject({ head: next.head, damage: null });
    expect(verify(next.lines)).toMatchObject({ damage: { line: 1, kind: 'deleted' } });
    expect(verify(next.lines, { from: null })).toMatchObject({ head: next.head, damage: null });
  });

  it.each<[string, readonly string[], number, string]>([
    ['L1 a changed byte', lines.with(4, edited), 5, 'edited'],
    ['L1 a changed first line', lines.with(0, lines[0]!.replace('entry 0', 'entry X')), 1, 'edited'],
    ['L1 a changed last line', lines.with(9, lines[9]!.replace('entry 9', 'entry X')), 10, 'edited'],
    ['L1 a change that breaks the JSON', lines.with(4, lines[4]!.replace('"', '!')), 5, 'edited'],
    ['L2 a missing line', without(4), 5, 'deleted'],
    ['L2 a missing first line', without(0), 1, 'deleted'],
    ['several missing lines', lines.toSpliced(3, 4), 4, 'deleted'],
    ['L4 two swapped lines', lines.with(4, lines[5]!).with(5, lines[4]!), 5, 'reordered'],
    ['a line moved to the end', [...without(4), lines[4]!], 5, 'reordered'],
    ['L5 a line twice', lines.toSpliced(5, 0, lines[4]!), 6, 'duplicated'],
    ['L5 an old line again at the end', [...lines, lines[2]!], 11, 'duplicated'],
    ['L7 a whole file under another key', sampleChain(5, { key: chainKey('own') }).lines, 1, 'foreign'],
    ['L17 a single line of another install', [own('x')], 1, 'foreign'],
    ['a forged line between', lines.toSpliced(5, 0, own('forged')), 6, 'inserted'],
    ['words between', lines.toSpliced(5, 0, 'all is well'), 6, 'inserted'],
    ['an empty line between', lines.toSpliced(5, 0, ''), 6, 'inserted'],
    ['words at the end', [...lines, 'all is well'], 11, 'not_json'],
    ['a file of words', ['# audit', 'nothing to see'], 1, 'not_json'],
    ['two lines become one', lines.toSpliced(4, 2, `${lines[4]}${lines[5]}`), 5, 'edited'],
    [
      'L13 the same in another order',
      lines.with(4, JSON.stringify({ mac: '', ...JSON.parse(lines[4]!) })),
      5,
      'edited',
    ],
  ])('finds %s', (_what, damagedLines, line, kind) => {
    expect(verify(damagedLines).damage).toEqual({ line, kind });
  });

  it('L5 tells a line of an earlier file from one of this', () => {
    const next = sampleChain(3, { from: head });
    expect(verify([...next.lines, lines[2]!], { from: head }).damage).toEqual({ line: 4, kind: 'duplicated' });
  });

  it('L8 finds that another history was written after a roll-back', () => {
    const other = sampleChain(2, { from: { seq: 8, mac: JSON.parse(lines[7]!).mac }, boot: 'boot-2' });
    const fork = [...lines.slice(0, 8), ...other.lines];
    expect(verify(fork).damage).toBeNull();
    expect(verify(fork, { anchor: head }).damage).toEqual({ line: 10, kind: 'rolled_back' });
    expect(verify([...lines, ...other.lines]).damage).toEqual({ line: 11, kind: 'rolled_back' });
  });

  it('reports at the start of a later segment what was found then', () => {
    const segment = draft({ action: SEGMENT_ACTION, detail: 'truncated at line 6 of 2026-11' });
    const { line } = seal(segment, head, key);
    expect(verify([...lines.slice(0, 5), line]).damage).toEqual({ line: 6, kind: 'truncated' });
    expect(verify([...lines, line]).damage).toBeNull();
  });

  it('finds every changed byte and names it edited, except where nothing behind it tells', () => {
    const text = `${lines.join('\n')}\n`;
    const kinds = { right: 0, other: 0 };
    fc.assert(
      fc.property(fc.nat(text.length - 2), fc.integer({ min: 1, max: 127 }), (at, change) => {
        const bytes = Buffer.from(text);
        bytes[at] = bytes[at]! ^ change;
        const { damage } = verify(bytes.toString('utf8').split('\n').slice(0, -1));
        const lineOf = text.slice(0, at).split('\n').length;
        expect(damage?.line).toBe(lineOf);
        kinds[damage?.kind === 'edited' || lineOf === 10 ? 'right' : 'other']++;
      }),
      { numRuns: 3000 },
    );
    expect(kinds.other).toBeLessThan(kinds.right / 100);
  });
});

describe('judging where a chain ends', () => {
  const anchor = { ...head, boot: 'boot-1' };
  const ending = (count: number, boot: string | null = 'boot-1') => ({ head: { seq: count, mac: '' }, boot });

  it('L19 finds nothing with an anchor that is older, equal or absent', () => {
    expect(judgeEnd(ending(10), anchor)).toBeNull();
    expect(judgeEnd(ending(12, 'boot-2'), anchor)).toBeNull();
  });

  it('L8, L11, L19 tells a cut, an older copy and a missing file apart', () => {
    expect(judgeEnd(ending(9), anchor)).toBe('truncated');
    expect(judgeEnd(ending(9, 'boot-0'), anchor)).toBe('rolled_back');
    expect(judgeEnd({ head: null, boot: null }, anchor)).toBe('deleted');
  });
});
