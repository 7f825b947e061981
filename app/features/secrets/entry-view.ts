import type { Place as ContractPlace, SecretEntry } from '../../contract/ui/secrets.ts';
import { plainKeys } from '../../domain/plain-keys.ts';
import type { EntryAddress } from '../../ports/vault.ts';

import { orNull } from './locate.ts';
import type { SecretsDeps } from './secrets-deps.ts';

export interface ViewWanted {
  readonly place: ContractPlace;
  readonly path: string;
  readonly address: EntryAddress;
  readonly version?: number | undefined;
}

/** An entry as a screen shows it: values only of keys that the person marked plain. */
export async function entryView(
  { vault }: Pick<SecretsDeps, 'vault'>,
  { place, path, address, version }: ViewWanted,
): Promise<SecretEntry> {
  const [metadata, entry] = await Promise.all([vault.metadata(address), orNull(vault.keys(address, version))]);
  const plain = plainKeys(metadata.custom);
  const shown = entry?.keys.some((key) => plain.has(key)) === true ? await vault.read(address, entry.version) : null;
  return {
    place,
    path,
    version: entry?.version ?? 0,
    currentVersion: metadata.currentVersion,
    createdAt: entry?.createdAt ?? metadata.createdAt,
    updatedAt: metadata.updatedAt,
    keys: (entry?.keys ?? []).toSorted().map((key) => {
      const value = plain.has(key) ? shown?.values[key]?.reveal() : undefined;
      return { key, plain: plain.has(key), ...(value === undefined ? {} : { value }) };
    }),
    versions: metadata.versions.map(({ version: number, createdAt, deletedAt, destroyed }) => ({
      version: number,
      createdAt,
      ...(deletedAt === undefined ? {} : { deletedAt }),
      destroyed,
    })),
  };
}
