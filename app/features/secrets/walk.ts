import { isWithin, storedPath, type Place } from '../../domain/paths.ts';
import type { Share } from '../../domain/policy.ts';

import type { SecretsDeps } from './secrets-deps.ts';

export interface Found {
  readonly place: Place;
  readonly path: string;
}

export interface Scope {
  readonly place: Place;
  /** Shares that open the shared space; null opens all of it. */
  readonly shares: readonly Share[] | null;
}

/** Names directly below `path` that may be seen: folders end with '/'. Sorted, so that a cursor can go on. */
export async function visibleNames(
  deps: SecretsDeps,
  { place, shares }: Scope,
  path: string,
): Promise<readonly string[]> {
  const names = await deps.vault.list(deps.layout.mount, storedPath(deps.layout, place, path));
  const visible = shares === null ? names : names.filter((name) => leadsToShare(join(path, name), shares));
  return visible.toSorted();
}

/** Entries below `path`, depth first, which is the order of their full paths, starting behind `after`. */
export async function* walk(
  deps: SecretsDeps,
  scope: Scope,
  { path, after }: { readonly path: string; readonly after: string | null },
): AsyncGenerator<Found> {
  for (const name of await visibleNames(deps, scope, path)) {
    const below = join(path, name);
    if (name.endsWith('/')) {
      const folder = below.slice(0, -1);
      // A whole folder lies before the cursor unless the cursor is inside it or sorts before it.
      if (after !== null && `${folder}/\u{10FFFF}` < after) continue;
      yield* walk(deps, scope, { path: folder, after });
    } else if (after === null || below > after) {
      yield { place: scope.place, path: below };
    }
  }
}

const join = (path: string, name: string): string => (path === '' ? name : `${path}/${name}`);

function leadsToShare(candidate: string, shares: readonly Share[]): boolean {
  const path = candidate.endsWith('/') ? candidate.slice(0, -1) : candidate;
  return shares.some((share) => isWithin(path, share.path) || (candidate.endsWith('/') && isWithin(share.path, path)));
}
