import { writeFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

import { z } from 'zod';

import { AppError } from '../../../app/kernel/errors.ts';
import type { Log } from '../../../app/ports/log.ts';
import type { Layout } from './layout.ts';
import type { ProcessIdentity } from './process-identity.ts';
import { findProcesses, identifyProcess, isSameProcess } from './process-identity.ts';
import { serverArguments } from './server-process.ts';

const processIdentity = z.object({ pid: z.number().int().positive(), startTime: z.string(), exe: z.string() });

const pidRecord = processIdentity.extend({
  /** Folder that the server serves: a copied home names one that is not its own. */
  folder: z.string(),
  /** The core that started it. */
  owner: processIdentity,
});
type PidRecord = z.infer<typeof pidRecord>;

const KILL_AFTER_MS = 10_000;
const POLL_MS = 20;

export async function writePidFile({ pidFile, folder }: Layout, server: ProcessIdentity): Promise<void> {
  const owner = await identifyProcess(process.pid);
  if (owner === null) throw new AppError('unavailable', 'This process cannot look at itself.');
  const record: PidRecord = { ...server, folder, owner };
  writeFileSync(pidFile, `${JSON.stringify(record)}\n`, { mode: 0o600 });
}

export const removePidFile = ({ pidFile }: Layout): Promise<void> => rm(pidFile, { force: true });

/**
 * Ends the server that a crashed core left behind. Ending and starting anew costs about a second; adopting would save that, but
 * needs the seal state, the ports and the certificates of somebody who can no longer be asked.
 * Throws `already_running` while the core that started it still lives.
 */
export async function endOrphan(layout: Layout, log: Log): Promise<void> {
  const record = await readPidFile(layout);
  if (record !== null && record.folder === layout.folder && isSameProcess(record, await identifyProcess(record.pid))) {
    if (isSameProcess(record.owner, await identifyProcess(record.owner.pid))) {
      throw new AppError('already_running', `Countersign already runs on this home as process ${record.owner.pid}.`);
    }
    await endLogged(record, log);
  }
  // A core killed in the moment between starting its server and writing the file left one that the file does not name.
  for (const stray of await findProcesses(serverArguments(layout.config))) await endLogged(stray, log);
  await removePidFile(layout);
}

async function endLogged(server: ProcessIdentity, log: Log): Promise<void> {
  log.write('warn', 'openbao.orphan_ended', { pid: server.pid, reason: 'its core ended without stopping it' });
  await endProcess(server);
}

async function endProcess(target: ProcessIdentity): Promise<void> {
  const lives = async (): Promise<boolean> => isSameProcess(target, await identifyProcess(target.pid));
  signal(target.pid, 'SIGTERM');
  for (let waited = 0; await lives(); waited += POLL_MS) {
    if (waited >= KILL_AFTER_MS) {
      signal(target.pid, 'SIGKILL');
      waited = 0;
    }
    await sleep(POLL_MS);
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended by itself meanwhile, which is what was wanted.
  }
}

async function readPidFile({ pidFile }: Layout): Promise<PidRecord | null> {
  try {
    return pidRecord.parse(JSON.parse(await readFile(pidFile, 'utf8')));
  } catch {
    return null; // Absent or torn: then no server can be told to be ours, and the lock on its data tells if one runs.
  }
}
