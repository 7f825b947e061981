import { createPublicKey } from 'node:crypto';
import { access, mkdir, rename, rm } from 'node:fs/promises';
import { createServer } from 'node:net';

import { replaceFile } from '../state/replace-file.ts';
import { z } from 'zod';

import { AppError } from '../../../app/kernel/errors.ts';
import type { ErrorCode } from '../../../app/kernel/errors.ts';
import type { Clock } from '../../../app/ports/clock.ts';
import type { BaoSession, LoginDeps } from './app-session.ts';
import { logIn } from './app-session.ts';
import type { LoopbackCertificates } from './certificates.ts';
import { serverConfig } from './config.ts';
import type { BaoProgress } from './fetch-binary.ts';
import type { Layout } from './layout.ts';
import type { LogTail } from './log-tail.ts';
import { oldPlaceMissing } from './moved-home.ts';
import { removePidFile, writePidFile } from './pid-file.ts';
import { openSealFeed } from './seal-feed.ts';
import type { OpenBaoKeys } from './sealed-keys.ts';
import type { ServerProcess } from './server-process.ts';
import { ServerDied, startServer } from './server-process.ts';
import type { BaoConnection } from './server-request.ts';
import { askServer } from './server-request.ts';

export interface OpenServerJob {
  readonly layout: Layout;
  readonly binary: string;
  readonly keys: OpenBaoKeys;
  readonly certificates: LoopbackCertificates;
  readonly env: Readonly<Record<string, string>>;
  readonly tail: LogTail;
  readonly onProgress: (progress: BaoProgress) => void;
  /** Ends the attempt. */
  readonly signal: AbortSignal;
}

export interface OpenServer {
  readonly connection: BaoConnection;
  readonly session: BaoSession;
  readonly process: ServerProcess;
}

/** One attempt: from the configuration to a server that is unsealed and lets the app in. Leaves no process when it fails. */
export async function openServer(deps: LoginDeps, job: OpenServerJob): Promise<OpenServer> {
  const { layout, keys, signal } = job;
  job.onProgress({ stage: 'preparing' });
  job.tail.clear();
  const isFirst = !(await exists(layout.marker));
  const connection = await writeServerFiles(job, isFirst);
  const seal = await openSealFeed(layout.sealKey, keys.sealKey);
  const attempt = new AbortController();
  try {
    job.onProgress({ stage: 'starting' });
    const process = await startServer({ ...job, config: layout.config, folder: layout.folder });
    try {
      await writePidFile(layout, process.identity);
      const [session] = await Promise.all([
        untilLoggedIn({ ...job, deps, connection, process }),
        seal.feed(AbortSignal.any([attempt.signal, signal, abortedBy(process.ended)])),
      ]);
      if (isFirst) await replaceFile(layout.marker, '');
      return { connection, session, process };
    } catch (error) {
      await process.end();
      await removePidFile(layout);
      if (isFirst) await setFailedDataAside(job);
      throw error;
    }
  } finally {
    attempt.abort();
    await seal.remove();
  }
}

async function writeServerFiles(
  { layout, certificates, keys }: OpenServerJob,
  initialize: boolean,
): Promise<BaoConnection> {
  const { ca, server, client } = certificates;
  const [port, clusterPort] = [await freePort(), await freePort()];
  const owner = ownerOfSocket();
  const publicKey = createPublicKey(keys.signingKey).export({ type: 'spki', format: 'pem' }).toString();
  for (const [file, text] of [
    [layout.tls.ca, ca],
    [layout.tls.cert, server.cert],
    [layout.tls.key, server.key],
    [layout.publicKey, publicKey],
    [layout.config, serverConfig({ layout, port, clusterPort, owner, initialize })],
  ] as const) {
    await replaceFile(file, text);
  }
  // A socket that a killed server left would make the new one fail to listen.
  await rm(layout.socket, { force: true });
  if (owner !== null) return { baseUrl: 'http://localhost', socketPath: layout.socket };
  return { baseUrl: `https://127.0.0.1:${port}`, tls: { ca, cert: client.cert, key: client.key } };
}

function ownerOfSocket(): { uid: number; gid: number } | null {
  const { getuid, getgid } = process;
  return getuid === undefined || getgid === undefined ? null : { uid: getuid(), gid: getgid() };
}

/** Somebody may take the port before the server does; then the next attempt asks again. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('No port.')),
      );
    });
  });
}

interface Waiting {
  readonly deps: LoginDeps;
  readonly connection: BaoConnection;
  readonly keys: OpenBaoKeys;
  readonly process: ServerProcess;
  readonly tail: LogTail;
  readonly onProgress: (progress: BaoProgress) => void;
  readonly signal: AbortSignal;
}

/** How long the same trouble may last, in milliseconds: a start shows each of them for a moment. */
const PATIENCE: Partial<Record<ErrorCode, number>> = { unavailable: 60_000, sealed: 15_000, vault_denied: 10_000 };
const POLL_MS = 20;

async function untilLoggedIn(waiting: Waiting): Promise<BaoSession> {
  const { deps, connection, keys, process, tail, onProgress, signal } = waiting;
  let trouble: ErrorCode | null = null;
  let since = 0;
  for (;;) {
    const outcome = await tryLogin(deps, connection, keys);
    if (!(outcome instanceof AppError)) return outcome;
    if (signal.aborted) throw new AppError('unavailable', 'OpenBao was stopped while it started.');
    const death = process.death();
    if (death !== null) throw new ServerDied(`OpenBao ended while it started: ${death}.`);
    const moved = oldPlaceMissing(tail.lines());
    if (moved !== null) throw moved;
    const now = deps.clock.monotonic();
    if (trouble !== outcome.code) since = now;
    trouble = outcome.code;
    if (now - since > (PATIENCE[outcome.code] ?? 0)) throw outcome;
    onProgress({ stage: outcome.code === 'vault_denied' ? 'signing-in' : 'starting' });
    await pause(deps.clock, POLL_MS);
  }
}

const health = z.object({ initialized: z.boolean(), sealed: z.boolean() });

async function tryLogin(deps: LoginDeps, connection: BaoConnection, keys: OpenBaoKeys): Promise<BaoSession | AppError> {
  try {
    const { status, body } = await askServer(connection, 'sys/health');
    if (status === 200) return await logIn(deps, connection, keys.signingKey);
    const state = health.safeParse(body);
    return state.success && state.data.initialized && state.data.sealed
      ? new AppError('sealed', 'OpenBao stays sealed: its data does not belong to the seal key of this home.', {
          next: 'Bring back the matching openbao folder from a backup. Nothing was changed.',
        })
      : new AppError('unavailable', 'OpenBao did not become ready.');
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}

const pause = (clock: Clock, ms: number): Promise<void> =>
  new Promise((resolve) => {
    clock.after(ms, resolve);
  });

function abortedBy(event: Promise<unknown>): AbortSignal {
  const controller = new AbortController();
  void event.then(() => controller.abort());
  return controller.signal;
}

/** OpenBao never tries a failed first start again, so its data must make way; it is kept once, in case it was not empty. */
async function setFailedDataAside({ layout, tail }: OpenServerJob): Promise<void> {
  if (!tail.lines().some((line) => /failed to initialize|self-initialization failed/.test(line))) return;
  if (await exists(layout.failedData)) await rm(layout.data, { recursive: true, force: true });
  else await rename(layout.data, layout.failedData);
  await mkdir(layout.data, { mode: 0o700 });
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );
