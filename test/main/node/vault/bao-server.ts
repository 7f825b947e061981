import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface BaoServer {
  readonly address: string;
  readonly socketPath: string;
  readonly folder: string;
  readonly pid: number | undefined;
  readonly rootToken: string;
  /** A request as root, by plain fetch. */
  ask(method: string, path: string, options?: { body?: unknown; headers?: Record<string, string> }): Promise<Response>;
  /** A service token with these policies. */
  mint(options: Record<string, unknown>): Promise<string>;
  stop(): Promise<void>;
}

const ROOT_TOKEN = 'root-of-this-test';

/** A real server in memory, on a free port of this machine and on a unix socket. */
export async function startBao(options: { tls?: boolean } = {}): Promise<BaoServer> {
  const folder = await mkdtemp(join(tmpdir(), 'cs-bao-'));
  const socketPath = join(folder, 'bao.sock');
  const config = join(folder, 'bao.hcl');
  await writeFile(config, `listener "unix" { address = "${socketPath}" }\n`);
  const port = await freePort();
  const listen = [`-dev-listen-address=127.0.0.1:${port}`];
  const flags = options.tls === true ? ['-dev-tls', `-dev-tls-cert-dir=${folder}`] : [`-config=${config}`];
  const child = spawn(
    process.env['COUNTERSIGN_BAO'] ?? 'bao',
    ['server', '-dev', '-dev-no-store-token', `-dev-root-token-id=${ROOT_TOKEN}`, ...listen, ...flags],
    { env: { HOME: folder, PATH: process.env['PATH'] }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const address = `${options.tls === true ? 'https' : 'http'}://127.0.0.1:${port}`;
  const stop = async () => {
    await end(child);
    await rm(folder, { recursive: true, force: true });
  };
  await untilReady(child).catch(async (error: unknown) => {
    await stop();
    throw error;
  });

  const ask: BaoServer['ask'] = (method, path, { body, headers } = {}) =>
    fetch(`${address}/v1/${path}`, {
      method,
      headers: { 'X-Vault-Token': ROOT_TOKEN, ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  return {
    address,
    socketPath,
    folder,
    pid: child.pid,
    rootToken: ROOT_TOKEN,
    ask,
    async mint(body) {
      const answer = await ask('POST', 'auth/token/create', { body });
      return ((await answer.json()) as { auth: { client_token: string } }).auth.client_token;
    },
    stop,
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** The last lines of its banner come when the root token works and `secret/` is mounted. */
async function untilReady(child: ChildProcess): Promise<void> {
  let output = '';
  const failed = once(child, 'exit').then(
    () => Promise.reject(new Error(`bao ended: ${output.slice(-500)}`)),
    (error: unknown) => Promise.reject(new Error('bao did not start: set COUNTERSIGN_BAO', { cause: error })),
  );
  const ready = new Promise<void>((resolve) => {
    const collect = (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('Development mode should NOT be used')) resolve();
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
  });
  failed.catch(() => undefined);
  await Promise.race([ready, failed]);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
