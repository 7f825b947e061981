import { randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { field, parseJson } from './json.mjs';

/** @typedef {{ pid: number, host: string, nonce: string }} Owner */
/** @typedef {{ pollMs?: number, silentPolls?: number, onWait?: () => void }} Patience */

const BEAT_MS = 1000;
const SWEEP_AFTER_MS = 60_000;

/**
 * Does the work while no other process on this folder does. A lock whose owner is dead is taken over at once; one whose
 * owner only seems alive (its number was given to another process, or it runs on another machine) when its heartbeat
 * stood still for `silentPolls` looks of our own: counting looks instead of clock time survives sleep and clock changes.
 * @template T
 * @param {string} folder
 * @param {() => Promise<T>} work
 * @param {Patience} [patience]
 * @returns {Promise<T>}
 */
export async function underLock(folder, work, patience = {}) {
  const owner = await take(folder, patience);
  const beat = setInterval(() => touch(folder), BEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    release(folder, owner);
  }
}

/** @param {string} folder @param {Patience} patience */
async function take(folder, { pollMs = 250, silentPolls = 80, onWait = () => {} }) {
  const owner = { pid: process.pid, host: hostname(), nonce: randomUUID() };
  let seen = '';
  let silent = 0;
  for (let look = 0; !claim(folder, owner); look += 1) {
    const holder = holderOf(folder);
    silent = holder.beat === seen ? silent + 1 : 0;
    seen = holder.beat;
    if (holder.dead || silent >= silentPolls) setAside(folder, holder.nonce);
    else if (look === 0) onWait();
    await sleep(pollMs);
  }
  return owner;
}

/**
 * The folder is born with its owner inside: renaming a prepared folder succeeds for one process only.
 * @param {string} folder @param {Owner} owner
 */
function claim(folder, owner) {
  if (existsSync(folder)) return false;
  const prepared = `${folder}.new-${owner.nonce}`;
  mkdirSync(prepared, { recursive: true });
  writeFileSync(join(prepared, 'owner.json'), JSON.stringify(owner));
  try {
    renameSync(prepared, folder);
    return true;
  } catch (error) {
    rmSync(prepared, { recursive: true, force: true });
    if (existsSync(folder)) return false;
    throw error;
  }
}

/** @param {string} folder @returns {{ nonce: string, beat: string, dead: boolean }} */
function holderOf(folder) {
  try {
    const file = join(folder, 'owner.json');
    const beat = statSync(file).mtimeMs;
    const owner = parseJson(readFileSync(file, 'utf8'));
    if (isOwner(owner)) return { nonce: owner.nonce, beat: `${owner.nonce} ${beat}`, dead: isDead(owner) };
  } catch {
    // Released between our looks, or damaged by hand: only patience tells the two apart.
  }
  const nonce = `nobody-${statSync(folder, { throwIfNoEntry: false })?.ino ?? 'gone'}`;
  return { nonce, beat: nonce, dead: false };
}

/** @param {unknown} value @returns {value is Owner} */
function isOwner(value) {
  return (
    Number.isInteger(field(value, 'pid')) &&
    typeof field(value, 'host') === 'string' &&
    typeof field(value, 'nonce') === 'string'
  );
}

/** @param {Owner} owner */
function isDead(owner) {
  if (owner.host !== hostname()) return false;
  try {
    process.kill(owner.pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'ESRCH';
  }
}

/**
 * Two that find the same dead owner rename to the same name, and a name that exists refuses the second, which might by
 * then be holding the living lock of the first. So what was set aside stays for a while.
 * @param {string} folder @param {string} nonce
 */
function setAside(folder, nonce) {
  try {
    renameSync(folder, `${folder}.stale-${nonce}`);
  } catch {
    // Another one was faster: the next claim decides.
  }
}

/** @param {string} folder */
function touch(folder) {
  try {
    utimesSync(join(folder, 'owner.json'), new Date(), new Date());
  } catch {
    // Taken from us while this machine slept: release will see it.
  }
}

/** @param {string} folder @param {Owner} owner */
function release(folder, owner) {
  if (holderOf(folder).nonce === owner.nonce) {
    const done = `${folder}.done-${owner.nonce}`;
    renameSync(folder, done);
    rmSync(done, { recursive: true, force: true });
  }
  for (const name of readdirSync(dirname(folder))) {
    if (name.startsWith(`${basename(folder)}.`)) sweep(join(dirname(folder), name));
  }
}

/** Its ctime is when it was renamed; the mtime is older. @param {string} left */
function sweep(left) {
  const since = statSync(left, { throwIfNoEntry: false })?.ctimeMs ?? Infinity;
  if (Date.now() - since > SWEEP_AFTER_MS) rmSync(left, { recursive: true, force: true });
}
