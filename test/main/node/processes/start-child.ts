import {
  createProcesses,
  type ChildProcesses,
  type ProcessesOptions,
} from '../../../../main/node/processes/processes.ts';
import type { ProcessEnd, RunningProcess, StartRequest } from '../../../../app/ports/processes.ts';

export const PATH = '/usr/local/bin:/usr/bin:/bin';
const silent = { write: () => undefined };

export const testProcesses = (options: Partial<ProcessesOptions> = {}): ChildProcesses =>
  createProcesses({ log: silent, ...options });

export interface Started {
  readonly child: RunningProcess;
  /** What came so far. */
  readonly out: { stdout: string; stderr: string };
  readonly ended: Promise<ProcessEnd>;
  /** Resolves when this text was printed. */
  readonly printed: (text: string) => Promise<void>;
}

export async function startChild(
  processes: ChildProcesses,
  [command = '', ...args]: readonly string[],
  request: Partial<StartRequest> = {},
): Promise<Started> {
  const out = { stdout: '', stderr: '' };
  const watchers = new Set<() => void>();
  const executable = await processes.resolve(command, '/', PATH);
  const child = await processes.start({
    executable,
    args,
    cwd: '/',
    env: { PATH },
    stdin: null,
    onOutput(stream, chunk) {
      out[stream] += Buffer.from(chunk).toString();
      for (const watch of watchers) watch();
    },
    ...request,
  });
  return {
    child,
    out,
    ended: child.ended,
    printed: (text) =>
      new Promise((resolve) => {
        const watch = () => {
          if (!out.stdout.includes(text)) return;
          watchers.delete(watch);
          resolve();
        };
        watchers.add(watch);
        watch();
      }),
  };
}

export const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** Until the system has taken the process away; fails by the test's own time limit. */
export async function gone(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 10));
}
