import { AppError } from '../../../app/kernel/errors.ts';
import type { EntryAddress } from '../../../app/ports/vault.ts';

type KvEndpoint = 'data' | 'metadata' | 'subkeys' | 'delete' | 'undelete';

export const entryPath = (endpoint: KvEndpoint, { mount, path }: EntryAddress): string =>
  `${encodePath(mount)}/${endpoint}/${encodePath(path)}`;

/** `prefix` may end with a slash; '' is the top of the mount. */
export function folderPath(mount: string, prefix: string): string {
  const folder = prefix.replace(/\/$/, '');
  return folder === '' ? `${encodePath(mount)}/metadata/` : entryPath('metadata', { mount, path: folder });
}

/** Segment by segment. Dot segments are refused here too: a URL would swallow them and reach another place. */
function encodePath(path: string): string {
  return path.split('/').map(encodeSegment).join('/');
}

function encodeSegment(segment: string): string {
  if (segment === '' || segment === '.' || segment === '..' || /\p{Surrogate}/u.test(segment))
    throw new AppError('invalid_path', 'The path has an empty segment, a dot segment or broken text in it.', {
      next: 'Use a path such as app/environment.',
    });
  return encodeURIComponent(segment);
}
