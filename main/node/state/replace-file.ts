import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, link, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

export interface ReplaceOptions {
  /** Keeps the file that was there under this path. */
  readonly backup?: string;
}

/**
 * Puts a whole new content in the place of a file: after a crash there is the old one or the new one. Durable once
 * resolved. Only the owner may read it, and a symbolic link in its place is replaced, never followed.
 */
export async function replaceFile(path: string, content: string, { backup }: ReplaceOptions = {}): Promise<void> {
  const draft = await writeDraft(path, content);
  try {
    if (backup !== undefined) await keepAs(path, backup);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

/** Puts a new file in place unless there is one; tells whether it did. */
export async function createFile(path: string, content: string): Promise<boolean> {
  const draft = await writeDraft(path, content);
  try {
    // Unlike a rename, a link never takes the place of another file.
    await link(draft, path);
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
  await syncFolder(dirname(path));
  return true;
}

/** Makes a folder that only the owner can enter. */
export async function ensurePrivateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (((await stat(folder)).mode & 0o077) !== 0 && process.platform !== 'win32') await chmod(folder, 0o700);
}

/** Makes names in a folder durable; Windows has no such call and needs none. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

async function writeDraft(path: string, content: string): Promise<string> {
  const folder = dirname(path);
  await ensurePrivateFolder(folder);
  const draft = join(folder, `.${basename(path)}.${randomBytes(6).toString('hex')}`);
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
  return draft;
}

async function keepAs(path: string, backup: string): Promise<void> {
  const draft = join(dirname(backup), `.${basename(backup)}.${randomBytes(6).toString('hex')}`);
  try {
    await link(path, draft);
    await rename(draft, backup);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  } finally {
    // A rename between two names of one file leaves both.
    await rm(draft, { force: true });
  }
}
