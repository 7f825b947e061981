import { afterEach, describe, expect, test } from 'vitest';

import { AppError } from '../../../../app/kernel/errors.ts';
import { Secret } from '../../../../app/kernel/secret.ts';
import type { Vault } from '../../../../app/ports/vault.ts';
import { createVault } from '../../../../main/node/vault/create-vault.ts';
import { errorOf } from './error-of.ts';
import { sendJson, startStub, startTcp } from './stub-server.ts';

const ENTRY = { mount: 'secret', path: 'app/env' };
const DATA = {
  data: { data: { A: '1' }, metadata: { version: 1, created_time: '', deletion_time: '', destroyed: false } },
};

const toEnd: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of toEnd.splice(0).toReversed()) await end();
});

function vaultAt(baseUrl: string, token = () => Promise.resolve(new Secret('token'))): Vault & { close(): void } {
  const vault = createVault({ baseUrl, token, timeouts: { connectMs: 200, requestMs: 300 } });
  toEnd.push(() => vault.close());
  return vault;
}

async function ending<T extends { stop(): Promise<void> }>(server: Promise<T>): Promise<T> {
  const started = await server;
  toEnd.push(() => started.stop());
  return started;
}

describe('a server that', () => {
  test('accepts and says nothing is given up', async () => {
    const hole = await ending(startTcp(() => undefined));
    expect(await errorOf(vaultAt(hole.address).read(ENTRY))).toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('in time'),
    });
  });

  test('never ends the TLS handshake is given up at connecting', async () => {
    const hole = await ending(startTcp(() => undefined));
    const error = await errorOf(vaultAt(hole.address.replace('http:', 'https:')).read(ENTRY));
    expect(error).toMatchObject({ code: 'unavailable', cause: { kind: 'connect_timeout' } });
  });

  test('sends a byte at a time is given up', async () => {
    const timers: NodeJS.Timeout[] = [];
    toEnd.push(() => timers.forEach(clearInterval));
    const slow = await ending(
      startStub((_, response) => {
        response.writeHead(200);
        timers.push(setInterval(() => response.write(' '), 20));
      }),
    );
    expect(await errorOf(vaultAt(slow.address).read(ENTRY))).toMatchObject({ cause: { kind: 'timeout' } });
  });

  test('breaks off in the middle gives no data', async () => {
    const broken = await ending(
      startTcp((socket) =>
        socket.once('data', () => {
          socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n${JSON.stringify(DATA)}`);
          setTimeout(() => socket.resetAndDestroy(), 30);
        }),
      ),
    );
    expect(await errorOf(vaultAt(broken.address).read(ENTRY))).toMatchObject({ cause: { kind: 'broken' } });
  });

  test('speaks no HTTP is broken', async () => {
    const other = await ending(startTcp((socket) => socket.end('SSH-2.0-OpenSSH\r\n')));
    expect((await errorOf(vaultAt(other.address).read(ENTRY))).code).toBe('unavailable');
  });

  test.each([
    ['endlessly', undefined],
    ['10 MB', 10_000_000],
  ])('sends %s is cut off at 8 MiB', async (_name, length) => {
    const big = await ending(
      startStub((_, response) => {
        response.writeHead(200, length === undefined ? {} : { 'content-length': length });
        const chunk = Buffer.alloc(100_000, ' ');
        const more = (): void => void response.write(chunk, (error) => (error ? undefined : more()));
        more();
      }),
    );
    const vault = createVault({ baseUrl: big.address, token: () => Promise.resolve(new Secret('token')) });
    toEnd.push(() => vault.close());
    expect(await errorOf(vault.read(ENTRY))).toMatchObject({ code: 'vault_error', cause: { kind: 'too_large' } });
  });

  test('is not there is unavailable, and its health unreachable', async () => {
    const gone = await startTcp(() => undefined);
    await gone.stop();
    expect(await errorOf(vaultAt(gone.address).read(ENTRY))).toMatchObject({ cause: { systemCode: 'ECONNREFUSED' } });
    expect(await vaultAt(gone.address).health()).toMatchObject({ state: 'unreachable' });
    const socket = createVault({
      baseUrl: 'http://localhost',
      socketPath: '/nonexistent/bao.sock',
      token: () => Promise.resolve(new Secret('token')),
    });
    expect(await errorOf(socket.read(ENTRY))).toMatchObject({ cause: { kind: 'unreachable' } });
  });
});

describe('connections', () => {
  test('are kept and used again, also by a new token', async () => {
    const stub = await ending(startStub((_, response) => sendJson(response, 200, DATA)));
    let calls = 0;
    const vault = vaultAt(stub.address, () => Promise.resolve(new Secret(`token-${(calls += 1)}`)));
    for (let round = 0; round < 20; round += 1) await vault.read(ENTRY);
    expect(stub.connections()).toBe(1);
    expect(stub.seen.map(({ headers }) => headers['x-vault-token'])).toEqual(
      Array.from({ length: 20 }, (_, n) => `token-${n + 1}`),
    );
  });

  test('that the server gave up meanwhile do not fail a reading', async () => {
    const stub = await ending(startStub((_, response) => sendJson(response, 200, DATA)));
    const vault = vaultAt(stub.address);
    for (let round = 0; round < 20; round += 1) {
      await vault.read(ENTRY);
      stub.dropConnections();
      expect((await vault.read(ENTRY)).version).toBe(1);
    }
  });

  test('are refused after close, and what was under way ends', async () => {
    const hole = await ending(startTcp(() => undefined));
    const vault = vaultAt(hole.address);
    const pending = errorOf(vault.read(ENTRY));
    setTimeout(() => vault.close(), 20);
    expect((await pending).code).toBe('unavailable');
    expect(await errorOf(vault.read(ENTRY))).toMatchObject({ cause: { kind: 'closed' } });
  });
});

describe('the token source', () => {
  test('may say why there is no token', async () => {
    const vault = vaultAt('http://127.0.0.1:9', () => Promise.reject(new AppError('session_expired', 'Log in.')));
    expect(await errorOf(vault.read(ENTRY))).toMatchObject({ code: 'session_expired', message: 'Log in.' });
  });

  test('without a token never falls back to VAULT_TOKEN', async () => {
    const stub = await ending(startStub((_, response) => sendJson(response, 200, DATA)));
    const vault = vaultAt(stub.address, () => Promise.resolve(new Secret('')));
    expect((await errorOf(vault.read(ENTRY))).code).toBe('session_expired');
    expect(stub.seen).toEqual([]);
  });
});

describe('addresses', () => {
  test.each([
    'http://vault.example.org',
    'http://10.0.0.1:8200',
    'http://127.0.0.1.example.org',
    'ftp://localhost',
    'nonsense',
    'https://u:p@host',
    'http://localhost/?x',
  ])('such as %s are refused', (baseUrl) => {
    expect(() => vaultAt(baseUrl)).toThrow(expect.objectContaining({ code: 'bad_input' }));
  });

  test.each(['https://vault.example.org:8200', 'http://127.1.2.3:8200/', 'http://[::1]:1', 'http://localhost/base'])(
    'such as %s are taken',
    (baseUrl) => {
      expect(() => vaultAt(baseUrl)).not.toThrow();
    },
  );
});
