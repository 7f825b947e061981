import { describe, expect, it } from 'vitest';

import { differenceOf } from '../../../app/domain/difference.ts';

const differences = (before: Record<string, string>, set: Record<string, string>, mode: 'merge' | 'replace') =>
  differenceOf({ before, set, mode, same: (a, b) => a === b }).map(({ key, change }) => `${key} ${change}`);

describe('what a write does to an entry', () => {
  it('leaves other keys out when it merges', () => {
    expect(differences({ KEPT: '1', OLD: '1' }, { OLD: '2', NEW: '3' }, 'merge')).toEqual(['NEW added', 'OLD changed']);
  });

  it('removes other keys when it replaces', () => {
    expect(differences({ KEPT: '1', OLD: '1' }, { OLD: '1', NEW: '3' }, 'replace')).toEqual([
      'KEPT removed',
      'NEW added',
      'OLD same',
    ]);
  });

  it('has an order that does not hang on the order of the keys', () => {
    const one = differences({ b: '1', a: '1' }, { d: '1', c: '1' }, 'replace');
    expect(one).toEqual(differences({ a: '1', b: '1' }, { c: '1', d: '1' }, 'replace'));
    expect(one).toEqual(one.toSorted());
  });

  it('counts an empty value as a value', () => {
    expect(differences({ A: '', B: '' }, { A: '', B: 'x' }, 'merge')).toEqual(['A same', 'B changed']);
  });

  it('knows nothing of names that objects have by themselves', () => {
    expect(differences({}, { toString: 'x' }, 'merge')).toEqual(['toString added']);
    expect(differences({ constructor: 'x' }, { A: 'x' }, 'replace')).toEqual(['A added', 'constructor removed']);
    const inherited = JSON.parse('{"__proto__": "x"}');
    expect(differences(inherited, {}, 'replace')).toEqual(['__proto__ removed']);
  });

  it('compares by what the caller calls the same', () => {
    const upper = differenceOf({
      before: { A: 'x' },
      set: { A: 'X' },
      mode: 'merge',
      same: (a, b) => a.toLowerCase() === b.toLowerCase(),
    });
    expect(upper).toEqual([{ key: 'A', change: 'same' }]);
  });
});
