export type Change = 'added' | 'changed' | 'removed' | 'same';

export interface KeyDifference {
  readonly key: string;
  readonly change: Change;
}

/**
 * What a write does to an entry, key by key, in a stable order. Values are compared by the caller's `same`,
 * so that it can compare digests.
 */
export function differenceOf<V>({
  before,
  set,
  mode,
  same,
}: {
  readonly before: Readonly<Record<string, V>>;
  readonly set: Readonly<Record<string, V>>;
  readonly mode: 'merge' | 'replace';
  readonly same: (a: V, b: V) => boolean;
}): readonly KeyDifference[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(set)])].toSorted();
  return keys.flatMap((key): readonly KeyDifference[] => {
    const old = Object.hasOwn(before, key) ? before[key] : undefined;
    const wanted = Object.hasOwn(set, key) ? set[key] : undefined;
    if (wanted === undefined) return mode === 'replace' ? [{ key, change: 'removed' }] : [];
    if (old === undefined) return [{ key, change: 'added' }];
    return [{ key, change: same(old, wanted) ? 'same' : 'changed' }];
  });
}
