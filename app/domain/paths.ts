import { AppError } from '../kernel/errors.ts';

const SEGMENT = /^[A-Za-z0-9._@-]{1,64}$/;
const MAX_SEGMENTS = 16;
const MAX_BYTES = 512;

/** The name that separates the person's own space from agents' namespaces; no agent id can hold a leading underscore. */
const SHARED = '_shared';

/** Where an entry lives. */
export type Place = { readonly kind: 'own'; readonly agent: string } | { readonly kind: 'shared' };

export interface Layout {
  /** KV v2 mount: `KV_MOUNT`. */
  readonly mount: string;
  /** First path segment below the mount: `DEFAULT_PREFIX`. */
  readonly prefix: string;
}

/**
 * Splits an entry path into checked segments. Only ASCII letters, digits and `. _ @ -` pass, so no encoding, wildcard,
 * separator or look-alike character survives to be read differently by the server. `''` is refused unless `allowTop`.
 */
export function parsePath(text: string, { allowTop = false }: { readonly allowTop?: boolean } = {}): string {
  if (text === '' && allowTop) return '';
  const segments = text.split('/');
  if (text.length > MAX_BYTES || segments.length > MAX_SEGMENTS) {
    throw invalid(`A path has at most ${MAX_SEGMENTS} segments and ${MAX_BYTES} bytes.`);
  }
  if (!segments.every(isSegment)) throw invalid('This is not a valid path.');
  return text;
}

const isSegment = (text: string): boolean => SEGMENT.test(text) && text !== '.' && text !== '..';

const invalid = (message: string): AppError =>
  new AppError('invalid_path', message, {
    next: 'Use segments of A-Z, a-z, 0-9, dot, underscore, @ and hyphen, joined by single slashes, such as app/development.',
  });

/** The path below the mount that the server sees. `path` is '' for the place's own top. */
export function storedPath(layout: Layout, place: Place, path: string): string {
  const top = `${layout.prefix}/${place.kind === 'shared' ? SHARED : place.agent}`;
  return path === '' ? top : `${top}/${path}`;
}

export const placeName = (place: Place): string => (place.kind === 'shared' ? 'shared' : `own:${place.agent}`);

/** For audit and grants: one text for an entry wherever it lives. */
export const entryName = (place: Place, path: string): string => `${placeName(place)}/${path}`;

/** True when `path` is `scope` or lies below it, compared by segments. */
export const isWithin = (path: string, scope: string): boolean => path === scope || path.startsWith(`${scope}/`);
