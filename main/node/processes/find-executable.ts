import { constants, lstatSync, type BigIntStats } from 'node:fs';
import { access, realpath, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join, resolve } from 'node:path';

import { AppError } from '../../../app/kernel/errors.ts';
import type { Executable, SearchPath } from '../../../app/ports/processes.ts';

export interface Search {
  readonly command: string;
  readonly cwd: string;
  readonly path: string;
  readonly platform: NodeJS.Platform;
}

/** Throws `executable_not_found`. */
export async function findExecutable(search: Search): Promise<Executable> {
  for (const candidate of await candidates(search)) {
    const found = await lookAt(candidate, search.platform);
    if (found !== null) return found;
  }
  throw new AppError('executable_not_found', 'No program of this name was found.', {
    next: 'Give the full path of the program, or one that lies in a folder of PATH that only you can write.',
  });
}

export async function trustedPath(path: string, platform: NodeJS.Platform): Promise<SearchPath> {
  const folders = await trustedFolders(path, platform);
  return { path: folders.join(delimiter), folders };
}

/** The same file as when it was found? Asked right before it runs, since a yes was for that very file. */
export function isUnchanged({ path, identity }: Executable): boolean {
  const stats = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return stats?.isFile() === true && identityOf(stats) === identity;
}

/**
 * Windows runs these through a shell that takes arguments apart in its own way. A name's dots and spaces at the end
 * mean nothing there and are a known way around such a check.
 */
export const isWindowsScript = (path: string): boolean => /\.(bat|cmd|ps1)$/i.test(path.replace(/[. ]+$/, ''));

async function candidates({ command, cwd, path, platform }: Search): Promise<readonly string[]> {
  if (command === '' || command.includes('\0')) return [];
  const isPath = command.includes('/') || (platform === 'win32' && command.includes('\\'));
  const plain = isPath
    ? [resolve(cwd, command)]
    : (await trustedFolders(path, platform)).map((folder) => join(folder, command));
  if (platform !== 'win32' || /\.[^.\\/]+$/.test(command)) return plain;
  return plain.flatMap((file) => [`${file}.exe`, `${file}.com`]);
}

/** Anyone could put a program of any name into a folder that all may write; a relative one changes with the cwd. */
async function trustedFolders(path: string, platform: NodeJS.Platform): Promise<readonly string[]> {
  const trusted: string[] = [];
  for (const folder of path.split(delimiter)) {
    if (isAbsolute(folder) && (platform === 'win32' || (await isTrusted(folder)))) trusted.push(folder);
  }
  return trusted;
}

async function isTrusted(folder: string): Promise<boolean> {
  try {
    const stats = await stat(folder);
    return stats.isDirectory() && (stats.mode & 0o002) === 0;
  } catch {
    return false; // PATH often names folders that are not there.
  }
}

async function lookAt(candidate: string, platform: NodeJS.Platform): Promise<Executable | null> {
  try {
    await access(candidate, constants.X_OK);
    const path = await realpath(candidate);
    const stats = await stat(path, { bigint: true });
    if (!stats.isFile()) return null;
    if (platform === 'win32' && isWindowsScript(path)) throw scriptRefused();
    return { path, identity: identityOf(stats), invokedAs: candidate };
  } catch (error) {
    if (error instanceof AppError) throw error;
    return null; // Not there, or not ours to run: the search goes on, as a shell's does.
  }
}

const scriptRefused = (): AppError =>
  new AppError('executable_not_found', 'Batch and PowerShell scripts are not run.', {
    next: 'Name the program that the script would start, such as node.exe, and give it the script as an argument.',
  });

const identityOf = ({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string =>
  [dev, ino, size, mtimeNs, ctimeNs].join(':');
