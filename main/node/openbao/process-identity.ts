import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';

/** What tells one process from a later one that happens to get the same number. */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startTime: string;
  readonly exe: string;
}

/** Null when no such process runs, or it is not ours to look at. */
export async function identifyProcess(pid: number): Promise<ProcessIdentity | null> {
  try {
    if (process.platform === 'linux') return await fromProc(pid);
    return process.platform === 'win32' ? await fromPowerShell(pid) : await fromPs(pid);
  } catch {
    return null; // Gone while we looked, or somebody else's.
  }
}

export const isSameProcess = (a: ProcessIdentity, b: ProcessIdentity | null): boolean =>
  b !== null && a.pid === b.pid && a.startTime === b.startTime && a.exe === b.exe;

/** Processes whose arguments end with these; only Linux lets us look, elsewhere the answer is none. */
export async function findProcesses(args: readonly string[]): Promise<readonly ProcessIdentity[]> {
  if (process.platform !== 'linux') return [];
  const wanted = `\0${args.join('\0')}\0`;
  const found = await Promise.all(
    (await readdir('/proc'))
      .filter((name) => /^\d+$/.test(name))
      .map(async (name) => {
        const commandLine = await readFile(`/proc/${name}/cmdline`, 'utf8').catch(() => '');
        return commandLine.endsWith(wanted) ? identifyProcess(Number(name)) : null;
      }),
  );
  return found.filter((identity) => identity !== null);
}

/** Field 22 of `stat`, counted after the name, which may hold spaces and brackets itself. */
const START_TIME_AFTER_NAME = 19;
const STATE_AFTER_NAME = 0;

async function fromProc(pid: number): Promise<ProcessIdentity | null> {
  const [stat, boot, exe] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'utf8'),
    readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
    readlink(`/proc/${pid}/exe`),
  ]);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = fields[START_TIME_AFTER_NAME];
  if (ticks === undefined || fields[STATE_AFTER_NAME] === 'Z') return null;
  // Ticks count from the start of the machine, so they mean nothing without it. A replaced file shows as deleted.
  return { pid, startTime: `${boot.trim()}:${ticks}`, exe: exe.replace(/ \(deleted\)$/, '') };
}

async function fromPs(pid: number): Promise<ProcessIdentity | null> {
  const line = (await outputOf('/bin/ps', ['-o', 'lstart=,comm=', '-p', `${pid}`])).trim();
  // lstart is "Sat Nov 21 11:22:33 2026".
  const found = /^(\w+\s+\w+\s+\d+\s+[\d:]+\s+\d+)\s+(.+)$/.exec(line);
  const [, startTime, exe] = found ?? [];
  return startTime === undefined || exe === undefined ? null : { pid, startTime, exe };
}

async function fromPowerShell(pid: number): Promise<ProcessIdentity | null> {
  const script = `$p = Get-Process -Id ${pid}; "$($p.StartTime.Ticks)|$($p.Path)"`;
  const [startTime, exe] = (await outputOf('powershell.exe', ['-NoProfile', '-Command', script])).trim().split('|');
  return startTime === undefined || exe === undefined ? null : { pid, startTime, exe };
}

function outputOf(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      command,
      args,
      { timeout: 10_000, windowsHide: true, env: { ...systemRoot(), LC_ALL: 'C' } },
      (error, stdout) => (error === null ? resolve(stdout) : reject(error)),
    );
  });
}

function systemRoot(): Record<string, string> {
  const root = process.env['SystemRoot'];
  return root === undefined ? {} : { SystemRoot: root, PATH: `${root}\\System32\\WindowsPowerShell\\v1.0` };
}
