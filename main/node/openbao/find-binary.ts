import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, open, stat } from 'node:fs/promises';
import path from 'node:path';

import { AppError } from '../../../app/kernel/errors.ts';
import { downloaderEnvironment, serverEnvironment } from './child-environment.ts';
import type { BaoProgress, FetchDeps } from './fetch-binary.ts';
import { fetchBao, missing } from './fetch-binary.ts';
import type { BaoPins, PlatformPin } from './pins.ts';
import { digestRefusal, sha256OfFile } from './pins.ts';
import { systemPip } from './pip.ts';

export interface FoundBao {
  readonly path: string;
  readonly version: string;
  readonly sha256: string;
  /** Whether the binary is one whose digest Countersign knows; one of the person's own choice need not be. */
  readonly pinned: boolean;
  readonly source: 'configured' | 'path' | 'own' | 'fetched';
}

export interface FindBaoOptions {
  readonly pins: BaoPins;
  /** Per-user folder for the app's own copy. */
  readonly cacheFolder: string;
  /** Read for COUNTERSIGN_BAO, PATH and what pip needs. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** As in `assets/openbao.json`; that of this machine by default. */
  readonly platform?: string;
  readonly onProgress?: (progress: BaoProgress) => void;
  readonly signal?: AbortSignal;
}

export type FindBaoDeps = Pick<FetchDeps, 'log'> & Partial<FetchDeps>;

const OLDEST = [2, 6, 2] as const;

/**
 * The `bao` to run: COUNTERSIGN_BAO, one on PATH, the app's own copy, or fetched once.
 * Throws `bao_refused` for a binary that is not what it should be, `bao_missing` when there is none to be had.
 */
export async function findBao(deps: FindBaoDeps, options: FindBaoOptions): Promise<FoundBao> {
  const { env, pins, platform = `${process.platform}-${process.arch}`, onProgress = () => undefined } = options;
  onProgress({ stage: 'looking' });
  const pin = pins.platforms[platform];
  const configured = env['COUNTERSIGN_BAO'];
  if (configured !== undefined && configured !== '') {
    return checkConfigured(path.resolve(configured), { pins, pin, env });
  }
  const onPath = await findOnPath({ pins, pin, env });
  if (onPath !== null) return onPath;
  if (pin === undefined) throw missing({ pins, pin });
  const target = path.join(options.cacheFolder, `openbao-${pins.version}-${platform}`, EXECUTABLE);
  if (await isExecutableFile(target)) return checkOwn(target, pins, pin);
  const job = { pins, pin, target, cacheFolder: options.cacheFolder, onProgress, signal: options.signal };
  await fetchBao({ fetch: globalThis.fetch, runPip: systemPip(downloaderEnvironment(env)), ...deps }, job);
  return { path: target, version: pins.version, sha256: pin.sha256, pinned: true, source: 'fetched' };
}

/** Looks again just before a start: a binary that changed since it was found is not started. */
export async function assertUnchanged({ path: file, sha256 }: FoundBao): Promise<void> {
  const digest = await sha256OfFile(file);
  if (digest !== sha256) throw digestRefusal(file, sha256, digest);
}

const EXECUTABLE = process.platform === 'win32' ? 'bao.exe' : 'bao';

interface Known {
  readonly pins: BaoPins;
  readonly pin: PlatformPin | undefined;
  readonly env: FindBaoOptions['env'];
}

async function checkOwn(file: string, pins: BaoPins, pin: PlatformPin): Promise<FoundBao> {
  const sha256 = await sha256OfFile(file);
  if (sha256 !== pin.sha256) throw digestRefusal(file, pin.sha256, sha256);
  return { path: file, version: pins.version, sha256, pinned: true, source: 'own' };
}

async function checkConfigured(file: string, known: Known): Promise<FoundBao> {
  if (!(await isExecutableFile(file))) {
    throw new AppError('bao_missing', `COUNTERSIGN_BAO points to ${file}, where no executable file is.`, {
      next: 'Correct COUNTERSIGN_BAO, or unset it to let Countersign find or fetch OpenBao.',
    });
  }
  const { sha256, version, pinned } = await inspect(file, known);
  if (version === null) {
    throw new AppError(
      'bao_refused',
      `COUNTERSIGN_BAO points to ${file}, which is no OpenBao ${OLDEST.join('.')} or newer.`,
      {
        next: 'Point it to a newer bao, or unset it to let Countersign find or fetch one.',
      },
    );
  }
  return { path: file, version, sha256, pinned, source: 'configured' };
}

async function findOnPath(known: Known): Promise<FoundBao | null> {
  for (const folder of (known.env['PATH'] ?? '').split(path.delimiter)) {
    const file = path.join(folder, EXECUTABLE);
    if (!path.isAbsolute(folder) || !(await isExecutableFile(file)) || (await isScript(file))) continue;
    const { sha256, version, pinned } = await inspect(file, known);
    if (version !== null) return { path: file, version, sha256, pinned, source: 'path' };
  }
  return null;
}

interface Inspected {
  readonly sha256: string;
  /** Null: it does not run, or is too old. */
  readonly version: string | null;
  readonly pinned: boolean;
}

async function inspect(file: string, { pins, pin, env }: Known): Promise<Inspected> {
  const sha256 = await sha256OfFile(file);
  if (sha256 === pin?.sha256) return { sha256, version: pins.version, pinned: true };
  return { sha256, version: await versionOf(file, serverEnvironment(env)), pinned: false };
}

function versionOf(file: string, env: Record<string, string>): Promise<string | null> {
  return new Promise((resolve) => {
    execFile(file, ['version'], { env, timeout: 10_000, windowsHide: true }, (error, stdout) => {
      const version = /^OpenBao v(\d+\.\d+\.\d+)/.exec(stdout)?.[1];
      resolve(error === null && version !== undefined && isNewEnough(version) ? version : null);
    });
  });
}

export function isNewEnough(version: string): boolean {
  const parts = version.split('.').map(Number);
  const differing = OLDEST.findIndex((wanted, index) => parts[index] !== wanted);
  return differing === -1 || (parts[differing] ?? 0) > (OLDEST[differing] ?? 0);
}

async function isExecutableFile(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false; // Absent or not ours to run: for the search that is the same.
  }
}

/** What pip puts on PATH is a Python launcher, and ending that would leave the server it started. */
async function isScript(file: string): Promise<boolean> {
  const handle = await open(file, 'r');
  try {
    const { buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return buffer.toString('latin1') === '#!';
  } finally {
    await handle.close();
  }
}
