import { lstat, mkdir, unlink } from 'node:fs/promises';
import { createConnection } from 'node:net';
import path from 'node:path';

import { AppError } from '../../../app/kernel/errors.ts';

/** What a socket's address holds on the strictest of our systems (macOS: 104 bytes with the closing zero). */
const MAX_PATH_BYTES = 103;

/** Makes sure that a socket may be made at this path: a short path, a folder of our own, and nothing alive or foreign there. */
export async function prepareSocketPath(socketPath: string): Promise<void> {
  if (Buffer.byteLength(socketPath) > MAX_PATH_BYTES) {
    throw new AppError('unavailable', `The path of the socket is longer than ${MAX_PATH_BYTES} bytes: ${socketPath}`, {
      next: 'Choose a shorter folder with COUNTERSIGN_HOME or XDG_RUNTIME_DIR.',
    });
  }
  await checkFolder(path.dirname(socketPath));
  await clearStaleSocket(socketPath);
}

async function checkFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((cause: unknown) => {
    throw foreign(folder, `cannot be made (${errorCode(cause)})`);
  });
  const found = await lstat(folder);
  if (!found.isDirectory()) throw foreign(folder, 'is not a folder of its own (a link is none)');
  if (found.uid !== process.getuid?.()) throw foreign(folder, 'belongs to another user');
  if ((found.mode & 0o077) !== 0) {
    throw new AppError('unavailable', `Other users may enter the folder of the socket: ${folder}`, {
      next: `Run \`chmod 700 '${folder}'\` and start again.`,
    });
  }
}

const foreign = (place: string, what: string): AppError =>
  new AppError('unavailable', `No socket can be made: ${place} ${what}.`, {
    next: 'Look at what lies there, move it away and start again.',
  });

async function clearStaleSocket(socketPath: string): Promise<void> {
  const found = await lstat(socketPath).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  });
  if (found === null) return;
  if (!found.isSocket()) throw foreign(socketPath, 'is something else than a socket');
  const answer = await knock(socketPath);
  if (answer === 'alive') {
    throw new AppError('already_running', 'Countersign is running already.', { next: 'Open it: `countersign open`.' });
  }
  // Only a refused connection proves that nobody listens; a missing right or a full queue does not.
  if (answer !== 'ECONNREFUSED') throw foreign(socketPath, `cannot be examined (${answer})`);
  await unlink(socketPath);
}

async function knock(socketPath: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = createConnection(socketPath);
    socket.once('connect', () => {
      socket.destroy();
      resolve('alive');
    });
    socket.once('error', (error) => resolve(errorCode(error)));
  });
}

const errorCode = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown';
