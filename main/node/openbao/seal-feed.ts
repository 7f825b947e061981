import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { open, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Secret } from '../../../app/kernel/secret.ts';

/** The seal key on its way to the server, good for one start. */
interface SealFeed {
  /** Gives the key to the first reader. Settles when it was taken, or when `signal` says that nobody will. */
  readonly feed: (signal: AbortSignal) => Promise<void>;
  /** Takes the way away. */
  readonly remove: () => Promise<void>;
}

const RETRY_MS = 5;

/**
 * By a pipe in the file system, so that the key neither lies on the disk nor shows in an environment or argument list;
 * where there is no `mkfifo`, by a private file that exists during the start only.
 */
export async function openSealFeed(path: string, sealKey: Secret): Promise<SealFeed> {
  const remove = (): Promise<void> => rm(path, { force: true });
  await remove();
  if (await makePipe(path)) return { feed: (signal) => feedPipe(path, sealKey, signal), remove };
  await writeFile(path, keyBytes(sealKey), { mode: 0o600, flag: 'wx' });
  return { feed: () => Promise.resolve(), remove };
}

const keyBytes = (sealKey: Secret): Buffer => Buffer.from(sealKey.reveal(), 'hex');

function makePipe(path: string): Promise<boolean> {
  if (process.platform === 'win32') return Promise.resolve(false);
  const env = { PATH: '/usr/bin:/bin' };
  return new Promise((resolve) => {
    execFile('mkfifo', ['-m', '600', path], { env }, (error) => resolve(error === null));
  });
}

async function feedPipe(path: string, sealKey: Secret, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    // Without O_NONBLOCK opening would hold a thread until a reader comes, for ever if the server died first.
    const pipe = await open(path, constants.O_WRONLY | constants.O_NONBLOCK).catch(() => null);
    if (pipe !== null) {
      try {
        return await pipe.writeFile(keyBytes(sealKey));
      } catch {
        return; // The reader died; how is told by the process itself.
      } finally {
        await pipe.close();
      }
    }
    await sleep(RETRY_MS);
  }
}
