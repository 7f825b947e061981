import { PLAIN_METADATA, plainMetadata } from '../../domain/plain-keys.ts';
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

/** Sets and removes keys on top of version `cas`; nothing is lost when someone else was faster. */
export async function saveEntry(
  deps: SecretsDeps,
  address: EntryAddress,
  change: EntryChange,
): Promise<{ version: number }> {
  for (const [key, value] of Object.entries(change.set)) checkValue(key, value, MAX_VALUE_BYTES.person);
  const metadata = change.plain === undefined ? undefined : plainMetadata(change.plain);
  const before = change.cas === 0 ? null : await orNull(deps.vault.read(address, change.cas));
  const version = await writeChanged(deps, address, { before, change });
  // The marks of a deleted entry are not in `before`, yet they are still there.
  const marked = before === null && change.cas > 0 ? undefined : (before?.custom[PLAIN_METADATA] ?? null);
  if (metadata !== undefined && metadata !== marked) {
    await deps.vault.annotate(address, { [PLAIN_METADATA]: metadata });
  }
  deps.changed();
  return { version };
}

/** No new version where only the marks changed. */
async function writeChanged(
  { vault }: SecretsDeps,
  address: EntryAddress,
  { before, change: { set, remove, cas } }: { readonly before: EntryData | null; readonly change: EntryChange },
): Promise<number> {
  const old = before?.values ?? {};
  const values = {
    ...Object.fromEntries(Object.entries(old).filter(([key]) => !remove.includes(key))),
    ...Object.fromEntries(Object.entries(set).map(([key, value]) => [key, new Secret(value)])),
  };
  if (Object.keys(values).length === 0) {
    throw new AppError('bad_input', 'A secret needs at least one key.', { next: 'Add a key, or delete the secret.' });
  }
  const removesNothing = !remove.some((key) => Object.hasOwn(old, key));
  if (before !== null && removesNothing && Object.keys(set).length === 0) return before.version;
  return (await vault.write(address, values, cas)).version;
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
