import { plainKeys } from '../../domain/plain-keys.ts';
import { isMaskable } from '../../domain/redaction/forms.ts';
import { utf8Bytes } from '../../domain/values.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Secret } from '../../kernel/secret.ts';
import type { EntryData, Vault } from '../../ports/vault.ts';

import { once } from './once.ts';
import type { SecretUse } from './secret-use.ts';

export interface ReadSecrets {
  /** For the child, by variable name. */
  readonly environment: Readonly<Record<string, Secret>>;
  /** What its output must not show: everything but keys that the person marked plain. */
  readonly hidden: Readonly<Record<string, Secret>>;
}

/**
 * Of all values of one command together. A system gives a variable 128 KiB at most, and what redaction looks for grows
 * with every byte.
 */
const MOST_BYTES = 64 * 1024;

/** Reads each entry once. A value too short to be found in an output is refused: it could not be hidden. */
export async function readSecrets(vault: Pick<Vault, 'read'>, uses: readonly SecretUse[]): Promise<ReadSecrets> {
  const entries = new Map<string, Promise<EntryData>>();
  const environment: Record<string, Secret> = {};
  const hidden: Record<string, Secret> = {};
  let bytes = 0;
  for (const { variable, reference, found } of uses) {
    const entry = await once(entries, found.address.path, () => vault.read(found.address));
    const value = entry.values[reference.key];
    if (value === undefined) throw new AppError('not_found', `The key ${reference.key} is gone.`);
    bytes += utf8Bytes(value.reveal());
    if (bytes > MOST_BYTES) throw tooLarge(reference.key);
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

const tooLarge = (key: string): AppError =>
  new AppError('value_too_large', `With ${key} the values are more than 64 KiB together.`, {
    next: 'A command gets at most that much in its environment: use fewer values, or keep large ones in a file.',
  });
