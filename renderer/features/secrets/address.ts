import type { Place } from '../../../app/contract/ui/secrets.ts';

/** One entry, wherever it lives. */
export interface Address {
  readonly place: Place;
  readonly path: string;
}

export const placeKey = (place: Place): string => (place.kind === 'shared' ? 'shared' : `own:${place.agent}`);

export function parsePlaceKey(key: string): Place | null {
  if (key === 'shared') return { kind: 'shared' };
  const agent = key.startsWith('own:') ? key.slice('own:'.length) : '';
  return agent === '' ? null : { kind: 'agent', agent };
}

/** The route of an entry. */
export const restOf = ({ place, path }: Address): readonly string[] => [placeKey(place), ...path.split('/')];

/** Names folders in the store; `path` is '' for the top. */
export const folderKey = (place: Place, path: string): string => `${placeKey(place)}/${path}`;

export const isSameAddress = (a: Address, b: Address): boolean =>
  placeKey(a.place) === placeKey(b.place) && a.path === b.path;

/** Folders on the way to an entry, outermost first: `a/b/c` lies in `a` and `a/b`. */
export function foldersAbove(path: string): readonly string[] {
  const segments = path.split('/').slice(0, -1);
  return segments.map((_, index) => segments.slice(0, index + 1).join('/'));
}
