import { plainKeys } from '../../domain/plain-keys.ts';
import { isMaskable } from '../../domain/redaction/forms.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Secret } from '../../kernel/secret.ts';
import type { EntryData, Vault } from '../../ports/vault.ts';

import type { SecretUse } from './secret-use.ts';

export interface ReadSecrets {
  /** For the child, by variable name. */
  readonly environment: Readonly<Record<string, Secret>>;
  /** What its output must not show: everything but keys that the person marked plain. */
  readonly hidden: Readonly<Record<string, Secret>>;
}

/** Reads each entry once. A value too short to be found in an output is refused: it could not be hidden. */
export async function readSecrets(vault: Pick<Vault, 'read'>, uses: readonly SecretUse[]): Promise<ReadSecrets> {
  const entries = new Map<string, Promise<EntryData>>();
  const environment: Record<string, Secret> = {};
  const hidden: Record<string, Secret> = {};
  for (const { variable, reference, found } of uses) {
    const entry = await once(entries, found.address.path, () => vault.read(found.address));
    const value = entry.values[reference.key];
    if (value === undefined) throw new AppError('not_found', `The key ${reference.key} is gone.`);
    if (value.reveal().includes('\0')) {
      throw new AppError('bad_input', `The value of ${reference.key} holds a NUL, which no environment can carry.`);
    }
    environment[variable] = value;
    if (plainKeys(entry.custom).has(reference.key)) continue;
    if (!isMaskable(value.reveal())) {
      throw new AppError('bad_input', `The value of ${reference.key} is too short to be hidden in an output.`, {
        next: 'If it is no secret, the person can mark the key plain in Countersign.',
      });
    }
    hidden[variable] = value;
  }
  return { environment, hidden };
}

function once<T>(cache: Map<string, Promise<T>>, name: string, make: () => Promise<T>): Promise<T> {
  const made = cache.get(name) ?? make();
  cache.set(name, made);
  return made;
}
