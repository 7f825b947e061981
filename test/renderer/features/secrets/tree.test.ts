import { describe, expect, it } from 'vitest';

import { AppError } from '../../../../app/kernel/errors.ts';
import { parentIndex, type TreeRow, visibleRows } from '../../../../renderer/features/secrets/tree.ts';

const ready = <T>(data: T) => ({ phase: 'ready', data }) as const;

const state = {
  places: ready([{ kind: 'shared' } as const, { kind: 'agent', agent: 'cursor' } as const]),
  folders: {
    'shared/': ready(['shop', 'shop/', 'api/']),
    'shared/shop': ready(['production', 'development']),
    'shared/api': { phase: 'loading' } as const,
    'own:cursor/': ready([]),
  },
  expanded: { 'shared/': true, 'shared/shop': true, 'own:cursor/': true },
};

const lines = (rows: readonly TreeRow[]) => rows.map(({ kind, path, level }) => `${level} ${kind} ${path}`);

describe('visibleRows', () => {
  it('shows open folders with what is in them, folders first, and empty places as empty', () => {
    expect(lines(visibleRows(state, ''))).toEqual([
      '1 place ',
      '2 folder api',
      '2 folder shop',
      '3 entry shop/development',
      '3 entry shop/production',
      '2 entry shop',
      '1 place ',
      '2 empty ',
    ]);
  });

  it('tells folder and entry of the same name apart', () => {
    const ids = visibleRows(state, '').map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('tells each line its place among its neighbours', () => {
    const row = visibleRows(state, '').find(({ path }) => path === 'shop/production');
    expect(row).toMatchObject({ position: 2, setSize: 2 });
  });

  it('shows that an open folder is loading or failed', () => {
    const open = { ...state, expanded: { 'shared/': true, 'shared/api': true } };
    expect(lines(visibleRows(open, ''))).toContain('3 loading api');
    const failed = { phase: 'failed', error: new AppError('unavailable', 'x') } as const;
    const broken = { ...open, folders: { ...open.folders, 'shared/api': failed } };
    expect(lines(visibleRows(broken, ''))).toContain('3 failed api');
  });

  it('keeps what matches the filter and the way to it, open or not', () => {
    const closed = { ...state, expanded: {} };
    expect(lines(visibleRows(closed, ' PROD '))).toEqual([
      '1 place ',
      '2 folder shop',
      '3 entry shop/production',
      '1 place ',
    ]);
  });

  it('leaves a folder closed that the filter has not looked into', () => {
    const folders = { ...state.folders, 'shared/': ready(['unread/']) };
    const rows = visibleRows({ ...state, folders }, 'unread');
    expect(lines(rows)).toEqual(['1 place ', '2 folder unread', '1 place ']);
    expect(rows[1]).toMatchObject({ expanded: false });
  });
});

describe('parentIndex', () => {
  it('leads from a line to the folder around it', () => {
    const rows = visibleRows(state, '');
    const at = rows.findIndex(({ path }) => path === 'shop/production');
    expect(rows[parentIndex(rows, at)]).toMatchObject({ kind: 'folder', path: 'shop' });
    expect(parentIndex(rows, 0)).toBe(-1);
  });
});
