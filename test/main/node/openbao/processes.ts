import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';

/** A process that ended but was not yet collected does not count. */
export function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Servers that run on this home, found by their arguments. */
export async function serversOf(home: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found: number[] = [];
  for (const pid of pids) {
    const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (commandLine.includes(`-config=${home}/`) && isAlive(Number(pid))) found.push(Number(pid));
  }
  return found;
}
