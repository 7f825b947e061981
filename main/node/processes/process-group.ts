import { spawn, type ChildProcess } from 'node:child_process';

/** A process and all that it started and that stayed in its group. */
export interface ProcessGroup {
  signal(signal: 'SIGTERM' | 'SIGKILL'): void;
  isAlive(): boolean;
}

export const groupOf = (child: ChildProcess, pid: number): ProcessGroup =>
  process.platform === 'win32' ? windowsTree(child, pid) : posixGroup(pid);

export function posixGroup(pid: number): ProcessGroup {
  const reaches = (signal: NodeJS.Signals | 0): boolean => {
    try {
      return process.kill(-pid, signal);
    } catch (error) {
      // EPERM: there is someone, who is no longer ours to end.
      return error instanceof Error && 'code' in error && error.code === 'EPERM';
    }
  };
  return { signal: (signal) => void reaches(signal), isAlive: () => reaches(0) };
}

function windowsTree(child: ChildProcess, pid: number): ProcessGroup {
  const isAlive = (): boolean => child.exitCode === null && child.signalCode === null;
  return {
    isAlive,
    signal() {
      // There is no asking on Windows that console programs would hear.
      if (isAlive())
        spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true }).unref();
    },
  };
}
