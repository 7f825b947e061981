import type { Place } from '../../../app/contract/ui/secrets.ts';
import { dataOf } from '../../store/loadable.ts';

import { folderKey, placeKey } from './address.ts';
import type { SecretsSlice } from './secrets-slice.ts';

/** One visible line of the tree. Folder and entry may share a path, so the kind is part of the id. */
export interface TreeRow {
  readonly id: string;
  readonly kind: 'place' | 'folder' | 'entry' | 'loading' | 'failed' | 'empty';
  readonly place: Place;
  /** '' for a place's own top. */
  readonly path: string;
  readonly name: string;
  readonly level: number;
  readonly expanded?: boolean;
  readonly setSize: number;
  readonly position: number;
}

type TreeState = Pick<SecretsSlice, 'places' | 'folders' | 'expanded'>;

/** The tree as a flat list, so that only the lines on screen need to exist. */
export function visibleRows(state: TreeState, filter: string): readonly TreeRow[] {
  const places = dataOf(state.places) ?? [];
  const wanted = filter.trim().toLowerCase();
  return places.flatMap((place, index) => {
    const expanded = wanted !== '' || (state.expanded[folderKey(place, '')] ?? false);
    const top: TreeRow = {
      id: placeKey(place),
      kind: 'place',
      place,
      path: '',
      name: '',
      level: 1,
      expanded,
      setSize: places.length,
      position: index + 1,
    };
    return [top, ...(expanded ? below(state, { place, path: '', level: 2, wanted }) : [])];
  });
}

interface Folder {
  readonly place: Place;
  readonly path: string;
  readonly level: number;
  readonly wanted: string;
}

function below(state: TreeState, folder: Folder): readonly TreeRow[] {
  const { place, path, level, wanted } = folder;
  const listed = state.folders[folderKey(place, path)];
  if (listed?.phase !== 'ready') return [note(folder, listed?.phase === 'failed' ? 'failed' : 'loading')];

  const blocks = listed.data.toSorted(foldersFirst).flatMap((name) => blockOf(state, folder, name));
  if (blocks.length === 0) return wanted === '' ? [note(folder, 'empty')] : [];
  return blocks.flatMap(({ kind, name, full, expanded, inside }, index) => [
    {
      id: `${placeKey(place)}/${full}${kind === 'folder' ? '/' : ''}`,
      kind,
      place,
      path: full,
      name,
      level,
      ...(expanded === undefined ? {} : { expanded }),
      setSize: blocks.length,
      position: index + 1,
    },
    ...inside,
  ]);
}

interface Block {
  readonly kind: 'folder' | 'entry';
  readonly name: string;
  readonly full: string;
  readonly expanded?: boolean;
  readonly inside: readonly TreeRow[];
}

/** One name of a folder with the lines below it; none where the filter leaves nothing of it. */
function blockOf(state: TreeState, { place, path, level, wanted }: Folder, listed: string): readonly Block[] {
  const name = listed.replace(/\/$/, '');
  const full = path === '' ? name : `${path}/${name}`;
  const matches = wanted === '' || full.toLowerCase().includes(wanted);
  if (name === listed) return matches ? [{ kind: 'entry', name, full, inside: [] }] : [];
  const key = folderKey(place, full);
  // The filter looks into every folder that is loaded; the person can open the others.
  const expanded = wanted === '' ? (state.expanded[key] ?? false) : state.folders[key] !== undefined;
  const inside = expanded ? below(state, { place, path: full, level: level + 1, wanted }) : [];
  const visible = matches || inside.some(({ kind }) => kind === 'entry' || kind === 'folder');
  return visible ? [{ kind: 'folder', name, full, expanded, inside }] : [];
}

const note = ({ place, path, level }: Folder, kind: 'loading' | 'failed' | 'empty'): TreeRow => ({
  id: `${folderKey(place, path)}#${kind}`,
  kind,
  place,
  path,
  name: '',
  level,
  setSize: 1,
  position: 1,
});

const foldersFirst = (a: string, b: string): number =>
  Number(b.endsWith('/')) - Number(a.endsWith('/')) || a.localeCompare(b);

/** The line that the left arrow leads to: the folder or place around `row`. */
export function parentIndex(rows: readonly TreeRow[], index: number): number {
  const level = rows[index]?.level ?? 1;
  return rows.findLastIndex((row, at) => at < index && row.level < level);
}
