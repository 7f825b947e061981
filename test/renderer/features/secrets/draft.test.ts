import { describe, expect, it } from 'vitest';

import {
  type Draft,
  draftChanges,
  draftProblems,
  EMPTY_DRAFT,
  holdsWork,
  missingValues,
  type NewKey,
  toChange,
} from '../../../../renderer/features/secrets/draft.ts';

import { entryOf } from './sample-entry.ts';

const entry = entryOf([
  { key: 'HOST', plain: true, value: 'db' },
  { key: 'OLD', plain: false },
  { key: 'PASSWORD', plain: false },
]);

const draftOf = (patch: Partial<Draft>): Draft => ({ ...EMPTY_DRAFT, ...patch });
const row = (id: number, key: string, value = 'v', plain = false): NewKey => ({ id, key, value, plain });

describe('draftChanges', () => {
  it('is empty while nothing was touched', () => {
    expect(draftChanges(entry, EMPTY_DRAFT)).toEqual([]);
  });

  it('names every kind of change, by key', () => {
    const draft = draftOf({
      replaced: { PASSWORD: 'new' },
      removed: ['OLD'],
      plain: { HOST: false },
      added: [row(1, 'API'), row(2, '')],
    });
    expect(draftChanges(entry, draft)).toEqual([
      { key: 'API', change: 'added' },
      { key: 'HOST', change: 'marked_secret' },
      { key: 'OLD', change: 'removed' },
      { key: 'PASSWORD', change: 'changed' },
    ]);
  });

  it('says nothing about a mark that was put back', () => {
    expect(draftChanges(entry, draftOf({ plain: { HOST: true } }))).toEqual([]);
  });

  it('compares with the newest version: a key that is gone there comes back', () => {
    const newer = entryOf([{ key: 'API', plain: false }]);
    const draft = draftOf({ replaced: { PASSWORD: 'new' }, added: [row(1, 'API')], removed: ['OLD'] });
    expect(draftChanges(newer, draft)).toEqual([
      { key: 'API', change: 'changed' },
      { key: 'PASSWORD', change: 'added' },
    ]);
  });
});

describe('toChange', () => {
  it('sends only what was touched, and every key that is not secret', () => {
    const draft = draftOf({
      replaced: { PASSWORD: 'new' },
      removed: ['OLD'],
      added: [row(1, 'PORT', '5432', true), row(2, 'KEY')],
    });
    expect(toChange(entry, draft)).toEqual({
      set: { PASSWORD: 'new', PORT: '5432', KEY: 'v' },
      remove: ['OLD'],
      plain: ['HOST', 'PORT'],
    });
  });

  it('replaces a key that was removed and added again, with its new mark', () => {
    const draft = draftOf({ removed: ['HOST'], added: [row(1, 'HOST', 'x')] });
    expect(toChange(entry, draft)).toEqual({ set: { HOST: 'x' }, remove: [], plain: [] });
  });
});

describe('draftProblems', () => {
  it('finds keys without name, with a wrong one and with one that is taken', () => {
    const draft = draftOf({ added: [row(1, ''), row(2, 'A B'), row(3, 'HOST'), row(4, 'NEW'), row(5, '', '')] });
    expect([...draftProblems(entry, draft)]).toEqual([
      [1, 'empty'],
      [2, 'characters'],
      [3, 'duplicate'],
    ]);
  });

  it('lets the name of a removed key be used again', () => {
    expect(draftProblems(entry, draftOf({ removed: ['OLD'], added: [row(1, 'OLD')] })).size).toBe(0);
  });
});

describe('missingValues', () => {
  it('names new keys and opened fields that have none, but no row left wholly blank', () => {
    const draft = draftOf({
      replaced: { PASSWORD: '', HOST: 'db2' },
      added: [row(1, 'NAMED', ''), row(2, 'FILLED'), row(3, '', '')],
    });
    expect(missingValues(draft)).toEqual({ rows: new Set([1]), keys: new Set(['PASSWORD']) });
  });
});

describe('holdsWork', () => {
  it('is nothing while fields are only opened', () => {
    const opened = draftOf({ replaced: { PASSWORD: '' }, added: [row(1, '', '')], plain: { HOST: true } });
    expect(holdsWork(entry, opened)).toBe(false);
  });

  it.each<Partial<Draft>>([
    { replaced: { PASSWORD: 'new' } },
    { removed: ['OLD'] },
    { plain: { HOST: false } },
    { added: [row(1, '', 'typed first')] },
    { added: [row(1, 'NAMED', '')] },
  ])('is what was typed or chosen: %j', (patch) => {
    expect(holdsWork(entry, draftOf(patch))).toBe(true);
  });
});
