import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { loadScript, ROOT } from '../load-script.ts';

interface Patience {
  readonly pollMs?: number;
  readonly silentPolls?: number;
  readonly onWait?: () => void;
}
interface Lock {
  readonly underLock: <T>(folder: string, work: () => Promise<T>, patience?: Patience) => Promise<T>;
}

const { underLock } = await loadScript<Lock>('setup/lock.mjs');

let root: string;
let folder: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'countersign-lock-'));
  folder = join(root, 'lock');
});
afterEach(() => rmSync(root, { recursive: true }));

function holdBy(owner: unknown): void {
  mkdirSync(folder);
  writeFileSync(join(folder, 'owner.json'), JSON.stringify(owner));
}

async function endedProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  return child.pid ?? 0;
}

/** Runs eight processes over one lock and returns what each of them noted. */
async function raceOfProcesses(): Promise<string[]> {
  const journal = join(root, 'journal');
  const module = pathToFileURL(join(ROOT, 'scripts/setup/lock.mjs')).href;
  const worker = join(import.meta.dirname, 'lock-worker.mjs');
  const start = promisify(execFile);
  await Promise.all(
    Array.from({ length: 8 }, (_, name) => start(process.execPath, [worker, module, folder, journal, String(name)])),
  );
  return readFileSync(journal, 'utf8').trim().split('\n');
}

/** Who was inside without another one coming in before it left. */
function undisturbed(notes: readonly string[]): string[] {
  return notes
    .filter((note, index) => note.startsWith('in') && notes[index + 1] === note.replace('in', 'out'))
    .toSorted();
}

const EVERYONE = Array.from({ length: 8 }, (_, name) => `in ${name}`);

describe('the lock of set-up', () => {
  it('lets one process in at a time', async () => {
    expect(undisturbed(await raceOfProcesses())).toEqual(EVERYONE);
    expect(existsSync(folder)).toBe(false);
  });

  it('lets one process in at a time also when all find the same dead owner', async () => {
    holdBy({ pid: await endedProcess(), host: hostname(), nonce: 'dead' });
    expect(undisturbed(await raceOfProcesses())).toEqual(EVERYONE);
  });

  it('is free again after work that failed, and passes the failure on', async () => {
    await expect(underLock(folder, () => Promise.reject(new Error('npm ci failed')))).rejects.toThrow('npm ci failed');
    await expect(underLock(folder, () => Promise.resolve('done'))).resolves.toBe('done');
    expect(readdirSync(root)).toEqual([]);
  });

  it('takes over at once from a process that is gone', async () => {
    holdBy({ pid: await endedProcess(), host: hostname(), nonce: 'dead' });
    const patience = { pollMs: 1, silentPolls: Infinity };
    await expect(underLock(folder, () => Promise.resolve('mine'), patience)).resolves.toBe('mine');
  });

  it.each([
    ['a living process whose heartbeat stands still', { pid: process.pid, host: hostname(), nonce: 'silent' }],
    ['another machine whose heartbeat stands still', { pid: 1, host: 'elsewhere', nonce: 'silent' }],
    ['an owner that cannot be read', 'no owner'],
  ])('takes over from %s, but only after looking often enough, and says that it waits', async (_who, owner) => {
    holdBy(owner);
    let waits = 0;
    const patience = { pollMs: 1, silentPolls: 5, onWait: () => (waits += 1) };
    await expect(underLock(folder, () => Promise.resolve('mine'), patience)).resolves.toBe('mine');
    expect(waits).toBe(1);
  });
});
