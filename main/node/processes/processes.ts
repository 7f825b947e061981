import { spawn, type ChildProcess } from 'node:child_process';
import { realpath, stat } from 'node:fs/promises';
import { isAbsolute } from 'node:path';

import { AppError } from '../../../app/kernel/errors.ts';
import type { Clock } from '../../../app/ports/clock.ts';
import type { Log } from '../../../app/ports/log.ts';
import type { Processes, RunningProcess, StartRequest } from '../../../app/ports/processes.ts';
import { hasCode } from '../state/replace-file.ts';
import { systemClock } from '../state/system-clock.ts';

import { baseEnvironment } from './base-environment.ts';
import { checkArgs, plainEnvironment } from './check-request.ts';
import { createChildrenRecord, stillRunning, type ChildrenRecord } from './children-record.ts';
import { findExecutable, isUnchanged, trustedPath } from './find-executable.ts';
import { posixGroup } from './process-group.ts';
import { GRACE_MS, RunningChild } from './running-child.ts';

export interface ChildProcesses extends Processes {
  /** Ends all that run and lets none start any more. */
  stopAll(): Promise<void>;
  /** Ends what a crash of the app left running; tells how many that were. */
  endLeftOvers(): Promise<number>;
}

export interface ProcessesOptions {
  readonly log: Log;
  readonly clock?: Clock;
  /** What the app itself was started with. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Where the running children are written down; without it none are ended after a crash. */
  readonly recordFile?: string;
}

export function createProcesses(options: ProcessesOptions): ChildProcesses {
  const { log, clock = systemClock(), environment = process.env, recordFile } = options;
  const record = recordFile === undefined ? null : createChildrenRecord(recordFile);
  const running = new Set<RunningProcess>();
  let isStopped = false;

  return {
    resolve: (command, cwd, path) => findExecutable({ command, cwd, path, platform: process.platform }),
    trustedPath: (path) => trustedPath(path, process.platform),
    resolveFolder,
    async start(request) {
      checkArgs(request.args);
      const env = plainEnvironment(request.env);
      if ((await resolveFolder(request.cwd)) !== request.cwd) throw noFolder();
      if (isStopped) throw new AppError('unavailable', 'Countersign is closing.');
      const child = launch(request, env);
      if (child.pid === undefined) throw await failureOf(child);
      // Without a pause since the launch, so that neither output nor `stopAll` can miss it.
      const started = new RunningChild(child, child.pid, clock);
      pipe(child, request);
      running.add(started);
      void started.ended.then(() => running.delete(started));
      if (record !== null) void keepRecorded(record, started);
      return started;
    },
    baseEnvironment: () => baseEnvironment(environment, process.platform),
    async stopAll() {
      isStopped = true;
      for (const child of running) child.end();
      await Promise.all(Array.from(running, ({ ended }) => ended));
    },
    async endLeftOvers() {
      const count = record === null ? 0 : await endLeftOvers(record, clock);
      if (count > 0) log.write('warn', 'processes.left_over', { count });
      return count;
    },
  };
}

async function resolveFolder(cwd: string): Promise<string> {
  if (!isAbsolute(cwd)) throw noFolder();
  try {
    const folder = await realpath(cwd);
    if ((await stat(folder)).isDirectory()) return folder;
  } catch {
    // Missing, not ours to enter, or no path at all: one answer serves.
  }
  throw noFolder();
}

const noFolder = (): AppError =>
  new AppError('bad_input', 'The working folder is not there.', { next: 'Give the full path of an existing folder.' });

/** The check of the file and the start follow each other without a pause. */
function launch({ executable, args, cwd, stdin }: StartRequest, env: Record<string, string>): ChildProcess {
  if (!isUnchanged(executable)) {
    throw new AppError('executable_not_found', 'The program was replaced after it was looked up.', {
      next: 'Call again: the program as it is now will be shown.',
    });
  }
  try {
    return spawn(executable.path, [...args], {
      argv0: executable.invokedAs,
      cwd,
      env,
      shell: false,
      detached: true,
      windowsHide: true,
      stdio: [stdin === null ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
  } catch (error) {
    throw notStarted(error);
  }
}

const failureOf = (child: ChildProcess): Promise<AppError> =>
  new Promise((resolve) => {
    child.once('error', (error) => resolve(notStarted(error)));
  });

/** Node's own error repeats the arguments, so it does not go along as the cause. */
function notStarted(error: unknown): AppError {
  if (hasCode(error, 'E2BIG')) {
    return new AppError('value_too_large', 'Arguments and values together are too large to start a program with.');
  }
  if (['EAGAIN', 'ENOMEM', 'EMFILE', 'ENFILE'].some((code) => hasCode(error, code))) {
    return new AppError('busy', 'The system cannot start more programs now.', { next: 'Try again in a while.' });
  }
  return new AppError('executable_not_found', 'The system could not start the program.', {
    next: 'A script needs a first line that names its interpreter, or the interpreter as the command.',
  });
}

function pipe(child: ChildProcess, request: StartRequest): void {
  child.stdout?.on('data', (chunk: Buffer) => request.onOutput('stdout', chunk));
  child.stderr?.on('data', (chunk: Buffer) => request.onOutput('stderr', chunk));
  // Many programs do not read their input to the end; that is no failure of ours.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(request.stdin ?? '');
}

/** How often a start that follows a crash looks whether it must still wait. */
const LOOK_AGAIN_MS = 100;

async function keepRecorded(record: ChildrenRecord, { pid, ended }: RunningProcess): Promise<void> {
  await record.add(pid);
  await ended;
  await record.remove(pid);
}

async function endLeftOvers(record: ChildrenRecord, clock: Clock): Promise<number> {
  const left = await record.leftOver();
  if (left.length === 0) return 0;
  for (const { pid } of left) posixGroup(pid).signal('SIGTERM');
  const deadline = clock.monotonic() + GRACE_MS;
  let remaining = left;
  while (remaining.length > 0 && clock.monotonic() < deadline) {
    await new Promise<void>((resolve) => {
      clock.after(LOOK_AGAIN_MS, resolve);
    });
    remaining = await stillRunning(remaining);
  }
  for (const { pid } of remaining) posixGroup(pid).signal('SIGKILL');
  return left.length;
}
