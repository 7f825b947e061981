import { describe, expect, it } from 'vitest';

import { withToast } from '../../../renderer/ui/toast-list.ts';

interface Sample {
  readonly id: string;
  readonly topic?: string;
  readonly ms?: number;
}

const listOf = (...toasts: readonly Sample[]): string[] => {
  let list: readonly Sample[] = [];
  for (const toast of toasts) list = withToast(list, toast);
  return list.map(({ id }) => id);
};

const brief = (id: string): Sample => ({ id });
const lasting = (id: string): Sample => ({ id, ms: Infinity });

describe('the list of toasts', () => {
  it('drops the oldest where there are too many', () => {
    expect(listOf(brief('a'), brief('b'), brief('c'), brief('d'), brief('e'))).toEqual(['b', 'c', 'd', 'e']);
  });

  it('drops none that waits for the person to close it', () => {
    expect(listOf(lasting('a'), brief('b'), brief('c'), brief('d'), brief('e'), brief('f'))).toEqual([
      'a',
      'd',
      'e',
      'f',
    ]);
    expect(listOf(...['a', 'b', 'c', 'd', 'e'].map(lasting), brief('f'))).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('puts one in the place of another with the same topic', () => {
    expect(listOf({ id: 'a', topic: 'x' }, brief('b'), { id: 'c', topic: 'x' })).toEqual(['b', 'c']);
  });
});
