import { PLAIN_METADATA, plainKeys, plainMetadata } from '../../domain/plain-keys.ts';
import { checkValue, MAX_VALUE_BYTES } from '../../domain/values.ts';
import { AppError } from '../../kernel/errors.ts';
import { Secret } from '../../kernel/secret.ts';
import type { EntryAddress, EntryData } from '../../ports/vault.ts';

import { orNull } from './locate.ts';
import type { SecretsDeps } from './secrets-deps.ts';

export interface EntryChange {
  readonly set: Readonly<Record<string, string>>;
  readonly remove: readonly string[];
  readonly plain?: readonly string[] | undefined;
  readonly cas: number;
}

/**
 * Sets and removes keys on top of version `cas`; nothing is lost when someone else was faster. Marks go before the values
 * change and come after it, so that no value is shown under the mark of another, not even where one of the steps fails.
 */
export async function saveEntry(
  deps: SecretsDeps,
  address: EntryAddress,
  change: EntryChange,
): Promise<{ version: number }> {
  for (const [key, value] of Object.entries(change.set)) checkValue(key, value, MAX_VALUE_BYTES.person);
  const wanted = change.plain === undefined ? undefined : plainMetadata(change.plain);
  const { vault } = deps;
  const before = change.cas === 0 ? null : await orNull(vault.read(address, change.cas));
  const values = changedValues(before, change);
  const annotate = (marks: string | null): Promise<void> => vault.annotate(address, { [PLAIN_METADATA]: marks });

  let marked: string | null = null;
  if (wanted !== undefined) {
    const present = await marksNow(deps, address, change.cas);
    marked = plainMetadata([...present].filter((key) => change.plain?.includes(key)));
    if (marked !== plainMetadata([...present])) await annotate(marked);
  }
  const version = values === null ? change.cas : (await vault.write(address, values, change.cas)).version;
  if (wanted !== undefined && wanted !== marked) await annotate(wanted);
  deps.changed();
  return { version };
}

/** A deleted entry still has its marks. */
async function marksNow({ vault }: SecretsDeps, address: EntryAddress, cas: number): Promise<ReadonlySet<string>> {
  if (cas === 0) return new Set();
  const metadata = await orNull(vault.metadata(address));
  if (metadata?.currentVersion !== cas) {
    throw new AppError('conflict', 'The secret has another version now than the one this change was made for.', {
      next: 'Read it again and make the change anew.',
    });
  }
  return plainKeys(metadata.custom);
}

/** Null where only the marks change, which makes no new version. */
function changedValues(
  before: EntryData | null,
  { set, remove }: EntryChange,
): Readonly<Record<string, Secret>> | null {
  const old = before?.values ?? {};
  const values = {
    ...Object.fromEntries(Object.entries(old).filter(([key]) => !remove.includes(key))),
    ...Object.fromEntries(Object.entries(set).map(([key, value]) => [key, new Secret(value)])),
  };
  if (Object.keys(values).length === 0) {
    throw new AppError('bad_input', 'A secret needs at least one key.', { next: 'Add a key, or delete the secret.' });
  }
  const removesNothing = !remove.some((key) => Object.hasOwn(old, key));
  return before !== null && removesNothing && Object.keys(set).length === 0 ? null : values;
}

/** Copies an older version to the top as a new one. */
export async function restoreVersion(
  { vault, changed }: SecretsDeps,
  address: EntryAddress,
  { version, cas }: { readonly version: number; readonly cas: number },
): Promise<{ version: number }> {
  const { values } = await vault.read(address, version);
  const written = await vault.write(address, values, cas);
  changed();
  return { version: written.version };
}
