import os from 'node:os';

import { AppError, asAppError } from '../../../app/kernel/errors.ts';
import type { Secret } from '../../../app/kernel/secret.ts';
import type { Clock } from '../../../app/ports/clock.ts';
import type { Keychain } from '../../../app/ports/keychain.ts';
import type { Log } from '../../../app/ports/log.ts';
import type { Random } from '../../../app/ports/random.ts';
import type { BaoSession } from './app-session.ts';
import { createSessionKeeper, logIn } from './app-session.ts';
import { createLoopbackCertificates } from './certificates.ts';
import { serverEnvironment } from './child-environment.ts';
import type { BaoProgress } from './fetch-binary.ts';
import type { FindBaoDeps, FindBaoOptions } from './find-binary.ts';
import { isDiskFull, stateFailure } from '../state/state-failure.ts';
import { findBao } from './find-binary.ts';
import { openBaoLayout, prepareLayout } from './layout.ts';
import { createLogTail } from './log-tail.ts';
import type { OpenServer } from './open-server.ts';
import { endOrphan } from './pid-file.ts';
import { loadOrCreateKeys } from './sealed-keys.ts';
import type { OpenBaoKeys } from './sealed-keys.ts';
import type { BaoConnection } from './server-request.ts';
import type { BaoStatus, StatusBoard } from './status-board.ts';
import { createStatusBoard, errorOf } from './status-board.ts';
import type { Supervision } from './supervise.ts';
import { supervise } from './supervise.ts';

export interface EmbeddedBaoDeps extends FindBaoDeps {
  readonly clock: Clock;
  readonly random: Random;
  readonly keychain: Keychain;
  readonly log: Log;
}

export interface EmbeddedBaoOptions extends Pick<FindBaoOptions, 'pins' | 'cacheFolder' | 'env' | 'platform'> {
  /** Home of the app; everything lies in its folder `openbao`. */
  readonly home: string;
}

export interface EmbeddedBao {
  /** Resolves when OpenBao is unsealed and lets the app in. Rejects with an `AppError`; see `status()` for what goes on after. */
  start(onProgress?: (progress: BaoProgress) => void): Promise<void>;
  /** Leaves no process. */
  stop(): Promise<void>;
  status(): BaoStatus;
  onStatus(listener: (status: BaoStatus) => void): () => void;
  /** Changes with a restart: ask for it each time. Throws `unavailable` or `sealed` unless ready. */
  connection(): BaoConnection;
  session(): Promise<BaoSession>;
  token(): Promise<Secret>;
}

/** An OpenBao of the app's own: fetched, set up, unsealed, watched and ended by this process. */
export function createEmbeddedBao(deps: EmbeddedBaoDeps, options: EmbeddedBaoOptions): EmbeddedBao {
  const board = createStatusBoard();
  let run: { readonly controller: AbortController; readonly finished: Promise<void> } | null = null;
  let open: Open | null = null;

  const opened = (): Open => {
    if (open === null) throw errorOf(board.status());
    return open;
  };
  const keeper = createSessionKeeper(deps.clock, () => {
    const { server, keys } = opened();
    return logIn(deps, server.connection, keys.signingKey);
  });
  const onOpen = (next: Open | null): void => {
    open = next;
    if (next !== null) keeper.accept(next.server.session);
  };

  const session = async (): Promise<BaoSession> => {
    opened();
    return keeper.session();
  };

  return {
    async start(onProgress = () => undefined) {
      if (run !== null) throw new AppError('already_running', 'OpenBao was started already.');
      board.set({ state: 'starting', detail: 'Countersign looks for OpenBao.' });
      const controller = new AbortController();
      const finished = runToEnd(deps, options, { board, onOpen, onProgress, signal: controller.signal });
      run = { controller, finished: finished.finally(() => (run = null)) };
      await board.outcome();
    },
    async stop() {
      board.set({ state: 'stopped', detail: 'OpenBao is being stopped.' });
      run?.controller.abort();
      await run?.finished;
      keeper.forget();
      board.set({ state: 'stopped', detail: 'OpenBao was stopped.' });
    },
    status: () => board.status(),
    onStatus: (listener) => board.onStatus(listener),
    connection: () => opened().server.connection,
    session,
    token: async () => (await session()).token,
  };
}

interface Open {
  readonly server: OpenServer;
  readonly keys: OpenBaoKeys;
}

interface Run {
  readonly board: StatusBoard;
  readonly onOpen: (open: Open | null) => void;
  readonly onProgress: (progress: BaoProgress) => void;
  readonly signal: AbortSignal;
}

/** Never rejects: what goes wrong is on the board. */
async function runToEnd(deps: EmbeddedBaoDeps, options: EmbeddedBaoOptions, run: Run): Promise<void> {
  const { board, onOpen, signal } = run;
  try {
    const prepared = await prepare(deps, options, run);
    const { keys } = prepared.job;
    await supervise(deps, { ...prepared, board, onServer: (server) => onOpen(server && { server, keys }) });
  } catch (error) {
    const { code, message, next } = isDiskFull(error) ? stateFailure(error) : asAppError(error);
    deps.log.write('error', 'openbao.failed', { code, message });
    if (!signal.aborted) board.set({ state: 'failed', code, detail: message, ...(next !== undefined && { next }) });
  }
}

type Prepared = Pick<Supervision, 'binary' | 'job'>;

async function prepare(deps: EmbeddedBaoDeps, options: EmbeddedBaoOptions, run: Run): Promise<Prepared> {
  const { onProgress, signal } = run;
  const { env, home } = options;
  const layout = openBaoLayout(home, {
    platform: process.platform,
    runtimeFolder: env['XDG_RUNTIME_DIR'],
    tempFolder: os.tmpdir(),
  });
  await prepareLayout(layout);
  await endOrphan(layout, deps.log);
  const keys = await loadOrCreateKeys(deps, layout);
  const binary = await findBao(deps, { ...options, onProgress, signal });
  const certificates = createLoopbackCertificates(deps.clock.now());
  const tail = createLogTail();
  const job = {
    layout,
    binary: binary.path,
    keys,
    certificates,
    env: serverEnvironment(env),
    tail,
    onProgress,
    signal,
  };
  return { binary, job };
}
