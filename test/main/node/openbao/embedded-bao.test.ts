import { generateKeyPairSync } from 'node:crypto';
import { readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { connect as connectPlain } from 'node:net';
import path from 'node:path';
import { connect as connectTls } from 'node:tls';

import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';

import { logIn } from '../../../../main/node/openbao/app-session.ts';
import type { EmbeddedBao } from '../../../../main/node/openbao/embedded-bao.ts';
import { loadOrCreateKeys } from '../../../../main/node/openbao/sealed-keys.ts';
import { askServer } from '../../../../main/node/openbao/server-request.ts';
import { ask, store, stored } from './ask.ts';
import { embeddedBao, temporaryFolder } from './harness.ts';
import { isAlive } from './processes.ts';
import { clockAt, makeFolder, memoryKeychain, random, unmanagedBao } from './unmanaged-bao.ts';

const keysOf = (home: string) => {
  const folder = path.join(home, 'openbao');
  const where = { keys: path.join(folder, 'keys.sealed'), marker: path.join(folder, 'initialized') };
  return loadOrCreateKeys({ keychain: memoryKeychain(), random }, where);
};

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

describe('a first start and the ones after it', () => {
  it('keep what was stored and leave no process', async () => {
    const home = await temporaryFolder();
    const stages = new Set<string>();
    const first = await embeddedBao({ home });
    await first.start(({ stage }) => stages.add(stage));
    expect([...stages]).toEqual(expect.arrayContaining(['looking', 'preparing', 'starting']));
    expect(first.status()).toMatchObject({ state: 'ready', binary: { source: 'configured' } });
    expect(await store(first, 'kept', 'canary')).toMatchObject({ status: 200 });
    const { pid } = first.status();
    await first.stop();
    expect(isAlive(pid!)).toBe(false);
    expect(first.status().state).toBe('stopped');
    await expect(first.token()).rejects.toMatchObject({ code: 'unavailable' });

    const second = await embeddedBao({ home });
    await second.start();
    expect(await stored(second, 'kept')).toBe('canary');
    await second.stop();
    await second.start();
    expect(await stored(second, 'kept')).toBe('canary');
  });

  it('work in a home with a long path, spaces, quotes and umlauts', async () => {
    const home = path.join(await temporaryFolder(), `we "ird' ü`, 'x'.repeat(60));
    const bao = await embeddedBao({ home });
    await bao.start();
    const socketFolder = path.dirname(bao.connection().socketPath!);
    expect(socketFolder).not.toContain(home);
    expect(await store(bao, 'kept', 'canary')).toMatchObject({ status: 200 });
    await bao.stop();
    await expect(stat(socketFolder)).rejects.toThrow('ENOENT');
  });

  it('work over TCP with a client certificate where files have no owners, as on Windows', async () => {
    const { getuid } = process;
    onTestFinished(() => {
      if (getuid !== undefined) process.getuid = getuid;
    });
    delete process.getuid;
    const bao = await embeddedBao({ home: await temporaryFolder() });
    await bao.start();
    const { baseUrl, socketPath, tls } = bao.connection();
    expect(baseUrl).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    expect([socketPath, Object.keys(tls!)]).toEqual([undefined, ['ca', 'cert', 'key']]);
    const answer = await askServer(bao.connection(), 'sys/health');
    expect(answer).toMatchObject({ status: 200, body: { sealed: false } });
  });

  it('are refused while the app runs on that home already', async () => {
    const home = await temporaryFolder();
    const first = await embeddedBao({ home });
    await first.start();
    await expect(first.start()).rejects.toMatchObject({ code: 'already_running' });
    const second = await embeddedBao({ home });
    await expect(second.start()).rejects.toMatchObject({ code: 'already_running' });
    expect(await store(first, 'kept', 'canary')).toMatchObject({ status: 200 });
  });

  it('say so when the disk is full', async () => {
    const full = Object.assign(new Error('no space'), { code: 'ENOSPC' });
    const bao = await embeddedBao({ home: await temporaryFolder(), keychain: () => Promise.reject(full) });
    const message = 'The disk is full.';
    await expect(bao.start()).rejects.toMatchObject({ code: 'unavailable', message });
    expect(bao.status()).toMatchObject({ state: 'failed', detail: message });
  });

  it('can be stopped in the middle, and started again', async () => {
    const home = await temporaryFolder();
    const bao = await embeddedBao({ home });
    const starting = bao.start(({ stage }) => {
      if (stage === 'starting') void bao.stop();
    });
    await expect(starting).rejects.toMatchObject({ code: 'unavailable' });
    await bao.stop();
    await bao.start();
    expect(bao.status().state).toBe('ready');
  });
});

describe('a running OpenBao', () => {
  let home: string;
  let bao: EmbeddedBao;

  beforeAll(async () => {
    home = await makeFolder();
    vi.stubEnv('VAULT_TOKEN', 'must-not-pass');
    bao = await unmanagedBao({ home });
    await bao.start();
    vi.unstubAllEnvs();
  });

  afterAll(async () => {
    await bao.stop();
    await rm(home, { recursive: true, force: true });
  });

  it('shows its seal key in no file, environment or argument', async () => {
    const key = Buffer.from((await keysOf(home)).sealKey.reveal(), 'hex');
    const forms = [key.toString('latin1'), key.toString('hex'), key.toString('base64'), key.toString('base64url')];
    const { pid } = bao.status();
    const files = await filesBelow(home);
    expect(files.length).toBeGreaterThan(8);
    for (const file of [...files, `/proc/${pid}/environ`, `/proc/${pid}/cmdline`]) {
      const text = await readFile(file, 'latin1');
      expect([file, forms.filter((form) => text.includes(form))]).toEqual([file, []]);
    }
  });

  it('gets nothing of our environment but what it needs', async () => {
    const names = (await readFile(`/proc/${bao.status().pid}/environ`, 'utf8'))
      .split('\0')
      .filter((entry) => entry !== '')
      .map((entry) => entry.split('=')[0]);
    expect(['HOME', 'TMPDIR', 'TZ']).toEqual(expect.arrayContaining(names));
  });

  it('keeps all its files to the owner', async () => {
    const folder = path.join(home, 'openbao');
    for (const name of ['', 'data']) expect((await stat(path.join(folder, name))).mode & 0o777).toBe(0o700);
    const files = [...(await filesBelow(folder)), bao.connection().socketPath!].filter(
      (file) => !file.includes('/data/'),
    );
    expect(files).toEqual(expect.arrayContaining(['audit.log', 'pid.json'].map((name) => path.join(folder, name))));
    for (const file of files) expect([file, (await stat(file)).mode & 0o777]).toEqual([file, 0o600]);
    expect(await readdir(folder)).not.toContain('seal-key');
  });

  it('lets nobody in over TCP without the certificate that nobody has', async () => {
    const config = await readFile(path.join(home, 'openbao/bao.hcl'), 'utf8');
    const port = Number(/address = "127\.0\.0\.1:(\d+)"/.exec(config)?.[1]);
    const ca = await readFile(path.join(home, 'openbao/tls-ca.pem'), 'utf8');
    const request = 'GET /v1/sys/health HTTP/1.0\r\n\r\n';
    const answerOf = (socket: ReturnType<typeof connectPlain>): Promise<string> =>
      new Promise((resolve) => {
        let text = '';
        socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
        socket.on('error', () => undefined);
        socket.on('close', () => resolve(text));
        socket.end(request);
      });
    expect(await answerOf(connectTls({ host: '127.0.0.1', port, ca }))).toBe('');
    expect(await answerOf(connectPlain({ host: '127.0.0.1', port }))).not.toContain('initialized');
  });

  it('wants the version that a write replaces', async () => {
    const blind = await ask(bao, { method: 'POST', path: 'secret/data/kept', payload: { data: { A: '1' } } });
    expect(blind.status).toBe(400);
    const config = await ask(bao, { method: 'GET', path: 'secret/config' });
    expect(config.body?.data).toMatchObject({ cas_required: true });
  });

  it('gives the app a short token for what it does and nothing else', async () => {
    const { expiresAt, token } = await bao.session();
    expect(JSON.stringify({ token })).toBe('{"token":"[secret]"}');
    expect(expiresAt - Date.now()).toBeLessThanOrEqual(15 * 60_000);
    expect((await bao.token()).reveal()).toBe(token.reveal());
    const statusOf = async (method: string, where: string, payload?: unknown) =>
      (await ask(bao, { method, path: where, payload })).status;
    expect(await statusOf('GET', 'sys/mounts')).toBe(200);
    expect(await statusOf('GET', 'sys/internal/ui/mounts')).toBe(200);
    expect(await statusOf('GET', 'auth/token/lookup-self')).toBe(200);
    expect(
      await statusOf('PUT', 'sys/policies/acl/mcp-agent-one', {
        policy: 'path "secret/x" { capabilities = ["read"] }',
      }),
    ).toBe(204);
    expect(await statusOf('PUT', 'sys/policies/acl/countersign-app', { policy: '' })).toBe(403);
    expect(await statusOf('POST', 'secret/config', { cas_required: false })).toBe(403);
    expect(await statusOf('POST', 'sys/seal')).toBe(403);
    expect(await statusOf('POST', 'sys/mounts/other', { type: 'kv' })).toBe(403);
    expect(await statusOf('GET', 'sys/raw/core')).toBe(403);
  });

  it('lets the app mint a token with one agent policy, which ends with its own', async () => {
    await store(bao, 'mine', 'canary');
    await store(bao, 'other', 'canary');
    const policy = 'path "secret/data/mine" { capabilities = ["read"] }';
    await ask(bao, { method: 'PUT', path: 'sys/policies/acl/mcp-agent-one', payload: { policy } });
    const payload = { type: 'batch', policies: ['mcp-agent-one'], no_default_policy: true, ttl: '90s' };
    const { signingKey } = await keysOf(home);
    const session = await logIn({ clock: clockAt(1), random }, bao.connection(), signingKey);
    const parent = session.token.reveal();
    const { body } = await ask(bao, { method: 'POST', path: 'auth/token/create', payload, token: parent });
    const token = body?.auth?.client_token ?? '';
    const statusOf = async (where: string) => (await ask(bao, { method: 'GET', path: where, token })).status;
    expect([await statusOf('secret/data/mine'), await statusOf('secret/data/other')]).toEqual([200, 403]);
    await ask(bao, { method: 'POST', path: 'auth/token/revoke-self', token: parent });
    expect(await statusOf('secret/data/mine')).toBe(403);
  });

  it('refuses a login under another key', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const attempt = logIn({ clock: clockAt(1), random }, bao.connection(), privateKey);
    await expect(attempt).rejects.toMatchObject({ code: 'vault_denied' });
  });

  it('goes on when it reads its configuration again, as at a rotation of the audit file', async () => {
    const audit = path.join(home, 'openbao/audit.log');
    await rename(audit, `${audit}.1`);
    process.kill(bao.status().pid!, 'SIGHUP');
    await vi.waitFor(() => stat(audit), { timeout: 10_000 });
    expect(await store(bao, 'after-rotation', 'canary')).toMatchObject({ status: 200 });
    expect(bao.status().state).toBe('ready');
  });
});
