import type { AppError } from '../../../app/kernel/errors.ts';
import { asAppError } from '../../../app/kernel/errors.ts';
import type { Clock } from '../../../app/ports/clock.ts';
import type { Log } from '../../../app/ports/log.ts';
import type { LoginDeps } from './app-session.ts';
import type { FoundBao } from './find-binary.ts';
import { assertUnchanged } from './find-binary.ts';
import { clearLayout } from './layout.ts';
import type { OpenServer, OpenServerJob } from './open-server.ts';
import { openServer } from './open-server.ts';
import { removePidFile } from './pid-file.ts';
import { LONGEST_DELAY_MS, planRestart } from './restart-plan.ts';
import { ServerDied } from './server-process.ts';
import type { StatusBoard } from './status-board.ts';

export interface Supervision {
  readonly board: StatusBoard;
  readonly binary: FoundBao;
  /** Told when a server lets the app in, and with null when it is gone. */
  readonly onServer: (server: OpenServer | null) => void;
  readonly job: OpenServerJob;
}

type SuperviseDeps = LoginDeps & { readonly log: Log };

/** Keeps a server running until the job's signal ends it; throws only what trying again cannot cure. */
export async function supervise(deps: SuperviseDeps, supervision: Supervision): Promise<void> {
  const { signal } = supervision.job;
  const deaths: number[] = [];
  const stopped = aborted(signal);
  for (let round = 0; !signal.aborted; round += 1) {
    const failure = await runOnce(deps, supervision, { again: round > 0, stopped });
    if (failure === null) continue;
    deaths.push(deps.clock.monotonic());
    const delayMs = announce(deps, supervision, { failure, deaths });
    await pause(deps.clock, delayMs, signal);
  }
}

interface Round {
  readonly again: boolean;
  readonly stopped: Promise<null>;
}

/** Null when it was stopped on purpose. */
async function runOnce(deps: SuperviseDeps, supervision: Supervision, round: Round): Promise<AppError | null> {
  const { again, stopped } = round;
  const { job, board, binary, onServer } = supervision;
  try {
    // The first time the binary was looked at when it was found, just before.
    if (again) await assertUnchanged(binary);
    board.set({ state: 'starting', detail: again ? 'OpenBao starts again.' : 'OpenBao starts.', binary });
    const server = await openServer(deps, job);
    const { process } = server;
    onServer(server);
    board.set({ state: 'ready', detail: `OpenBao ${binary.version} runs.`, binary, pid: process.identity.pid });
    deps.log.write('info', 'openbao.ready', { pid: process.identity.pid, version: binary.version });
    const how = await Promise.race([process.ended, stopped]);
    const isDead = how !== null && !job.signal.aborted;
    if (isDead) board.set({ state: 'starting', detail: 'OpenBao ended unexpectedly.', binary });
    onServer(null);
    if (isDead) throw new ServerDied(`OpenBao ended unexpectedly: ${how}.`);
    await process.end();
    await removePidFile(job.layout);
    await clearLayout(job.layout);
    return null;
  } catch (error) {
    if (job.signal.aborted) return null;
    const failure = asAppError(error);
    if (failure.code === 'bao_refused') throw failure;
    return failure;
  }
}

interface Death {
  readonly failure: AppError;
  readonly deaths: readonly number[];
}

function announce({ log }: SuperviseDeps, { board, binary, job }: Supervision, { failure, deaths }: Death): number {
  const { code, message } = failure;
  const cause = failure.cause instanceof Error ? failure.cause.message : undefined;
  log.write('error', 'openbao.down', { code, message, cause });
  // One that lives but cannot be used will be no better in a second; one that died may be.
  const plan = failure instanceof ServerDied ? planRestart(deaths) : { kind: 'failed', delayMs: LONGEST_DELAY_MS };
  const seconds = Math.round(plan.delayMs / 1000);
  const shared = { code, binary, ...(failure.next !== undefined && { next: failure.next }) };
  if (plan.kind === 'restart') {
    board.set({ state: 'starting', detail: `${message} It starts again in ${seconds} s.`, binary });
  } else if (code === 'sealed') {
    board.set({ ...shared, state: 'sealed', detail: message });
  } else {
    board.set({
      ...shared,
      state: 'failed',
      detail: `${message} It is tried again every ${seconds} s.`,
      logTail: job.tail.lines(),
    });
  }
  return plan.delayMs;
}

const aborted = (signal: AbortSignal): Promise<null> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    signal.addEventListener('abort', () => resolve(null), { once: true });
  });

function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.after(ms, done);
    if (signal.aborted) done();
    else signal.addEventListener('abort', done);
  });
}
