import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

import { AppError } from '../../../app/kernel/errors.ts';
import type { LogTail } from './log-tail.ts';
import type { ProcessIdentity } from './process-identity.ts';
import { identifyProcess } from './process-identity.ts';

/** The process ended by itself, so another start may help. */
export class ServerDied extends AppError {
  constructor(message: string) {
    super('unavailable', message, { next: 'Look at the end of its log in the app.' });
  }
}

export interface ServerProcess {
  readonly identity: ProcessIdentity;
  /** Settles with a word on how it ended; never rejects. */
  readonly ended: Promise<string>;
  /** The same without waiting; null while it runs. */
  death(): string | null;
  /** Asks it to end, makes it after ten seconds, and waits until it did. */
  end(): Promise<void>;
}

interface ServerCommand {
  readonly binary: string;
  readonly config: string;
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly tail: LogTail;
}

/** Tells our server among all processes: the path of the configuration belongs to one home. */
export const serverArguments = (config: string): string[] => ['server', `-config=${config}`];

const KILL_AFTER_MS = 10_000;

/** In a session of its own: a Ctrl+C in the terminal ends the core, which then ends the server in order. */
export async function startServer({ binary, config, folder, env, tail }: ServerCommand): Promise<ServerProcess> {
  const child = spawn(binary, serverArguments(config), {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  child.stdout.on('data', (chunk: Buffer) => tail.add(chunk));
  child.stderr.on('data', (chunk: Buffer) => tail.add(chunk));
  let death: string | null = null;
  const ended = new Promise<string>((resolve) => {
    const settle = (how: string): void => {
      death ??= how;
      resolve(how);
    };
    child.once('error', (error) => settle(`could not be started: ${error.message}`));
    child.once('close', (code, signal) => settle(signal === null ? `exit code ${code ?? 0}` : `signal ${signal}`));
  });
  const identity = child.pid === undefined ? null : await identifyProcess(child.pid);
  const end = async (): Promise<void> => {
    child.kill('SIGTERM');
    const patience = new AbortController();
    const killLater = sleep(KILL_AFTER_MS, undefined, { signal: patience.signal, ref: false }).then(
      () => child.kill('SIGKILL'),
      () => undefined,
    );
    await ended;
    patience.abort();
    await killLater;
  };
  if (identity === null) {
    await end();
    throw new ServerDied(`OpenBao ended while it started: ${await ended}.`);
  }
  return { identity, ended, end, death: () => death };
}
