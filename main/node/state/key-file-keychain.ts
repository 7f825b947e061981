import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { join } from 'node:path';

import { AppError } from '../../../app/kernel/errors.ts';
import { Secret } from '../../../app/kernel/secret.ts';
import type { Keychain } from '../../../app/ports/keychain.ts';

import { ChangedFileError, openPlainFile } from './line-file.ts';
import { createFile, hasCode } from './replace-file.ts';
import { stateFailure } from './state-failure.ts';

const KEY = /^[0-9a-f]{64}$/;

/**
 * Keeps the install key in `HOME/state/install.key`, which only its owner can read. Anything else in its place is
 * refused, never replaced.
 */
export function createKeyFileKeychain(home: string): Keychain {
  const path = join(home, 'state', 'install.key');
  let key: Promise<Secret> | null = null;
  return {
    kind: 'key-file',
    async installKey() {
      key ??= readOrMake(path);
      try {
        return await key;
      } catch (error) {
        key = null;
        throw stateFailure(error);
      }
    },
  };
}

async function readOrMake(path: string): Promise<Secret> {
  const existing = await readKey(path);
  if (existing !== null) return existing;
  // Two that start at once agree on the file that came first.
  await createFile(path, `${randomBytes(32).toString('hex')}\n`);
  const made = await readKey(path);
  if (made === null) throw refused(path, 'it vanished while it was made');
  return made;
}

async function readKey(path: string): Promise<Secret | null> {
  try {
    const handle = await openPlainFile(path, constants.O_RDONLY);
    try {
      const { mode, uid } = await handle.stat();
      refuseForeign(path, mode, uid);
      return parseKey(path, await handle.readFile('utf8'));
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null;
    if (hasCode(error, 'ELOOP')) throw refused(path, 'it is a symbolic link');
    if (error instanceof ChangedFileError || hasCode(error, 'ENXIO')) throw refused(path, 'it is no plain file');
    throw error;
  }
}

function refuseForeign(path: string, mode: number, uid: number): void {
  if (process.platform === 'win32') return;
  if ((mode & 0o077) !== 0) {
    const next = `Check who could read it, then run: chmod 600 ${path}`;
    throw refused(path, 'others on this computer may read it', next);
  }
  if (uid !== process.getuid?.()) throw refused(path, 'it belongs to someone else');
}

function parseKey(path: string, text: string): Secret {
  const key = text.trimEnd();
  if (!KEY.test(key)) throw refused(path, 'it does not hold 64 hexadecimal digits');
  return new Secret(key);
}

const refused = (
  path: string,
  reason: string,
  next = 'Restore the key file from a backup, or move it away to begin anew.',
): AppError => new AppError('unavailable', `The key file ${path} is not used: ${reason}.`, { next });
