import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

import { identifyProcess } from '../../main/node/openbao/process-identity.ts';

export const ROOT = resolve(import.meta.dirname, '..', '..');
export const COMMAND = join(ROOT, 'bin', 'countersign.cjs');
const HOST = join(ROOT, 'test', 'stories', 'host.ts');

interface Ready {
  readonly ui: string;
  readonly code: string;
  readonly agents: string;
  readonly socket: string;
  readonly pid: number;
}

export interface RunningApp extends Ready {
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  /** All that the app wrote to standard error. */
  log(): string;
  advance(ms: number): Promise<void>;
  /** The `countersign` command, as a person types it. */
  command(args: readonly string[], input?: string): Promise<{ code: number | null; stdout: string; stderr: string }>;
  kill(): Promise<void>;
  stop(): Promise<void>;
}

export interface StartOptions {
  readonly home?: string;
  /** The product as it was built, started as people start it; its clock cannot be moved. */
  readonly built?: boolean;
  readonly env?: NodeJS.ProcessEnv;
}

export const newHome = (): Promise<string> => mkdtemp(join(tmpdir(), 'countersign-e2e-'));

/** Starts the app on free ports with its own home and a movable clock. */
export async function startApp({ home: given, built = false, env: more = {} }: StartOptions = {}): Promise<RunningApp> {
  const home = given ?? (await newHome());
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    COUNTERSIGN_HOME: home,
    XDG_RUNTIME_DIR: join(home, 'runtime'),
    PORT: '0',
    COUNTERSIGN_UI_PORT: '0',
    LOG_LEVEL: 'debug',
    ...more,
  };
  const child = spawn(process.execPath, built ? [COMMAND, 'serve', '--json'] : [HOST], {
    env,
    cwd: ROOT,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let log = '';
  child.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const lines = createInterface({ input: child.stdout });
  const ready = await firstLine(lines, child, () => log);
  return {
    ...ready,
    home,
    env,
    log: () => log,
    async advance(ms) {
      const answered = once(lines, 'line');
      child.stdin.write(`${JSON.stringify({ advance: ms })}\n`);
      await answered;
    },
    command: (args, input) => runCommand(args, { env, input }),
    kill: () => endWith(child, 'SIGKILL'),
    stop: () => endWith(child, 'SIGTERM'),
  };
}

async function firstLine(lines: NodeJS.EventEmitter, child: ChildProcess, log: () => string): Promise<Ready> {
  const ended = once(child, 'exit').then(() => {
    throw new Error(`The app ended at once:\n${log()}`);
  });
  const [line] = (await Promise.race([once(lines, 'line'), ended])) as [string];
  ended.catch(() => undefined);
  return JSON.parse(line) as Ready;
}

async function endWith(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

export async function runCommand(
  args: readonly string[],
  { env, input, cwd }: { env: NodeJS.ProcessEnv; input?: string | undefined; cwd?: string },
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(process.execPath, [COMMAND, ...args], { env, cwd: cwd ?? ROOT, stdio: ['pipe', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdin.end(input ?? '');
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

/** The `bao` that the app started, or null. */
export async function baoPid(home: string): Promise<number | null> {
  const text = await readFile(join(home, 'openbao', 'pid.json'), 'utf8').catch(() => null);
  if (text === null) return null;
  const { pid } = JSON.parse(text) as { pid: number };
  return (await identifyProcess(pid)) === null ? null : pid;
}

export const removeHome = (home: string): Promise<void> => rm(home, { recursive: true, force: true });
