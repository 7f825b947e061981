import { isWithin, storedPath, type Place } from '../../domain/paths.ts';
import type { Capability } from '../../domain/policy.ts';
import type { PathReference } from '../../domain/references.ts';
import { noSuchEntry } from '../../gate/errors-for-agents.ts';
import { AppError } from '../../kernel/errors.ts';
import type { EntryAddress, EntryKeys } from '../../ports/vault.ts';

import type { SecretsDeps } from './secrets-deps.ts';

export interface Located {
  readonly place: Place;
  readonly path: string;
  readonly address: EntryAddress;
  readonly entry: EntryKeys;
}

export const addressOf = ({ layout }: Pick<SecretsDeps, 'layout'>, place: Place, path: string): EntryAddress => ({
  mount: layout.mount,
  path: storedPath(layout, place, path),
});

/** Null instead of `not_found`. */
export async function orNull<T>(wanted: Promise<T>): Promise<T | null> {
  try {
    return await wanted;
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') return null;
    throw error;
  }
}

interface Wanted {
  readonly reference: PathReference;
  readonly capability: Capability;
  readonly version?: number | undefined;
}

/**
 * Finds an entry, or one version of it, by lookup: the agent's own namespace, its shares and, to use it by its exact name, the shared space.
 * An entry found in two places is an error naming both: nothing shadows silently.
 */
export async function locate(
  deps: SecretsDeps,
  agent: string,
  { reference, capability, version }: Wanted,
): Promise<Located> {
  const places = placesFor(deps, agent, { reference, capability });
  const found = await Promise.all(places.map((place) => at(deps, place, { path: reference.path, version })));
  const [first, second] = found.filter((located) => located !== null);
  if (first !== undefined && second !== undefined) throw ambiguous(reference.path);
  if (first === undefined) throw noSuchEntry();
  return first;
}

const ambiguous = (path: string): AppError =>
  new AppError('ambiguous_reference', `Both own:${path} and shared:${path} exist.`, {
    next: `Write own:${path} or shared:${path} to say which one.`,
  });

/** Where a reference may be looked for. */
export function placesFor(
  { sharesOf }: Pick<SecretsDeps, 'sharesOf'>,
  agent: string,
  { reference, capability }: Wanted,
): readonly Place[] {
  const own: Place = { kind: 'own', agent };
  const shared: Place = { kind: 'shared' };
  if (reference.forced !== null) return [reference.forced === 'own' ? own : shared];
  const reachesShared =
    capability === 'use' ||
    sharesOf(agent).some((share) => share.capabilities.includes(capability) && isWithin(reference.path, share.path));
  return reachesShared ? [own, shared] : [own];
}

async function at(
  deps: SecretsDeps,
  place: Place,
  { path, version }: { readonly path: string; readonly version: number | undefined },
): Promise<Located | null> {
  const address = addressOf(deps, place, path);
  const entry = await orNull(deps.vault.keys(address, version));
  return entry === null ? null : { place, path, address, entry };
}
