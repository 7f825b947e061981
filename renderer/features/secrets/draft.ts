import type { SecretEntry } from '../../../app/contract/ui/secrets.ts';

import { keyProblem, type KeyProblem } from './names.ts';

/** A key that the entry does not have yet. */
export interface NewKey {
  readonly id: number;
  readonly key: string;
  readonly value: string;
  readonly plain: boolean;
}

/**
 * What the person wants changed, apart from what the server holds: so it survives a newer version, and nothing that
 * was not touched is written. It holds typed values, so it lives in component state only.
 */
export interface Draft {
  readonly replaced: Readonly<Record<string, string>>;
  readonly removed: readonly string[];
  readonly plain: Readonly<Record<string, boolean>>;
  readonly added: readonly NewKey[];
}

export const EMPTY_DRAFT: Draft = { replaced: {}, removed: [], plain: {}, added: [] };

export interface DraftChange {
  readonly key: string;
  readonly change: 'added' | 'changed' | 'removed' | 'marked_plain' | 'marked_secret';
}

type Known = Pick<SecretEntry, 'keys'>;

/** Key by key what saving would do to the entry as it is now. */
export function draftChanges({ keys }: Known, draft: Draft): readonly DraftChange[] {
  const present = new Set(keys.map(({ key }) => key));
  const retyped = new Set(draft.added.map(({ key }) => key));
  const changes = keys.flatMap(({ key, plain }): readonly DraftChange[] => {
    if (retyped.has(key)) return [];
    if (draft.removed.includes(key)) return [{ key, change: 'removed' }];
    if (Object.hasOwn(draft.replaced, key)) return [{ key, change: 'changed' }];
    const wanted = draft.plain[key] ?? plain;
    return wanted === plain ? [] : [{ key, change: wanted ? 'marked_plain' : 'marked_secret' }];
  });
  const added = draft.added
    .filter(({ key }) => key !== '')
    .map(({ key }): DraftChange => ({ key, change: present.has(key) ? 'changed' : 'added' }));
  // A key whose value the person replaced may be gone from a newer version: saving brings it back.
  const revived = Object.keys(draft.replaced)
    .filter((key) => !present.has(key))
    .map((key): DraftChange => ({ key, change: 'added' }));
  return [...changes, ...revived, ...added].toSorted((a, b) => a.key.localeCompare(b.key));
}

/** Problems of new keys by their row; rows left wholly blank are no problem. */
export function draftProblems({ keys }: Known, draft: Draft): ReadonlyMap<number, KeyProblem> {
  const staying = keys.map(({ key }) => key).filter((key) => !draft.removed.includes(key));
  const problems = new Map<number, KeyProblem>();
  for (const row of draft.added) {
    if (row.key === '' && row.value === '') continue;
    const others = draft.added.filter(({ id }) => id !== row.id).map(({ key }) => key);
    const problem = keyProblem(row.key, [...staying, ...others]);
    if (problem !== null) problems.set(row.id, problem);
  }
  return problems;
}

export interface MissingValues {
  /** Rows of new keys. */
  readonly rows: ReadonlySet<number>;
  /** Keys that are there already and were to change. */
  readonly keys: ReadonlySet<string>;
}

/** Named or opened, but never filled in: an empty value is no secret and hardly ever meant. */
export const missingValues = (draft: Draft): MissingValues => ({
  rows: new Set(draft.added.filter(({ key, value }) => key !== '' && value === '').map(({ id }) => id)),
  keys: new Set(Object.keys(draft.replaced).filter((key) => draft.replaced[key] === '')),
});

export const NONE_MISSING: MissingValues = { rows: new Set(), keys: new Set() };

/** Whether leaving would lose anything: a field that was opened and left blank is nothing. */
export const holdsWork = (known: Known, draft: Draft): boolean =>
  draftChanges(known, draft).some(({ key }) => draft.replaced[key] !== '') ||
  draft.added.some(({ key, value }) => key !== '' || value !== '');

export interface Change {
  readonly set: Record<string, string>;
  readonly remove: string[];
  readonly plain: string[];
}

/** What goes to the server. `plain` names all keys of the new version that are no secrets. */
export function toChange({ keys }: Known, draft: Draft): Change {
  const added = draft.added.filter(({ key }) => key !== '');
  const typed: readonly (readonly [string, string])[] = added.map(({ key, value }) => [key, value]);
  const set: Record<string, string> = { ...draft.replaced, ...Object.fromEntries(typed) };
  const remove = draft.removed.filter((removed) => !Object.hasOwn(set, removed));
  const before = keys.filter(({ key }) => !remove.includes(key) && !added.some((row) => row.key === key));
  const plain = [
    ...before.filter(({ key, plain: was }) => draft.plain[key] ?? was).map(({ key }) => key),
    ...added.filter((row) => row.plain).map(({ key }) => key),
  ];
  return { set, remove, plain };
}
