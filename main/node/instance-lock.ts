import { chmod, link, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import { z } from 'zod';

import { AppError } from '../../app/kernel/errors.ts';

import { identifyProcess, isSameProcess } from './openbao/process-identity.ts';

/** Folders and files of a home of ours. */
const OURS: ReadonlySet<string> = new Set(['run', 'state', 'audit', 'openbao', 'core.lock', 'endpoints.json']);

const holder = z.object({ pid: z.number().int(), startTime: z.string(), exe: z.string() });

/**
 * One core a home. The lock names its process with its start time, so that a lock left by a crash is told from a live one
 * even where the number was given to another process since. The lock is HOME/run/NAME; both folders are closed to others
 * first, also where they were open before. Throws `already_running`, and `unavailable` where a folder is another user's.
 */
export async function takeLock(path: string): Promise<() => Promise<void>> {
  const run = dirname(path);
  await closeToOthers(dirname(run));
  await closeToOthers(run);
  for (let attempt = 0; attempt < 3; attempt += 1) {
    if (await tryCreate(path)) return () => rm(path, { force: true });
    if (await isHeld(path)) {
      throw new AppError('already_running', 'Countersign is running already with this home folder.', {
        next: 'Run `countersign open` to see it, or set COUNTERSIGN_HOME to another folder for a second one.',
      });
    }
    await rm(path, { force: true });
  }
  throw new AppError('unavailable', 'The lock of the home folder cannot be taken.', { next: `Remove ${path}.` });
}

async function closeToOthers(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // Windows gives rights by the folder above, where a user's data is that user's own.
  if (process.platform === 'win32' || process.getuid === undefined) return;
  const { uid, mode } = await stat(folder);
  if (uid !== process.getuid()) {
    throw new AppError(
      'unavailable',
      `The folder ${folder} belongs to another user, who could change what lies in it.`,
      {
        next: 'Set COUNTERSIGN_HOME to a folder of your own, or start Countersign as the user whose folder this is.',
      },
    );
  }
  if ((mode & 0o077) === 0) return;
  // Somebody's shared folder, named by mistake, must not be closed to the others that use it.
  const names = await readdir(folder);
  if (names.length > 0 && !names.some((name) => OURS.has(name))) {
    throw new AppError(
      'unavailable',
      `The folder ${folder} is open to others and holds things that are not Countersign's.`,
      {
        next: 'Set COUNTERSIGN_HOME to an empty folder, or to one that does not exist yet.',
      },
    );
  }
  await chmod(folder, 0o700);
}

/** Written aside first and linked, so that nobody ever sees half a lock. */
async function tryCreate(path: string): Promise<boolean> {
  const identity = await identifyProcess(process.pid);
  const aside = `${path}.${process.pid}`;
  await writeFile(aside, JSON.stringify(identity ?? { pid: process.pid, startTime: '', exe: '' }), { mode: 0o600 });
  try {
    await link(aside, path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(aside, { force: true });
  }
}

async function isHeld(path: string): Promise<boolean> {
  const text = await readFile(path, 'utf8').catch(() => '');
  try {
    const found = holder.parse(JSON.parse(text));
    return isSameProcess(found, await identifyProcess(found.pid));
  } catch {
    return false; // Not a lock that a whole start wrote: it died in the middle.
  }
}
