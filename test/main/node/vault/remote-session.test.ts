import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { Secret } from '../../../../app/kernel/secret.ts';
import type { Clock } from '../../../../app/ports/clock.ts';
import { createVaultFromEnvironment } from '../../../../main/node/vault/environment.ts';
import { createRemoteSession, type RemoteSession } from '../../../../main/node/vault/remote-session.ts';
import { startBao } from './bao-server.ts';
import { errorOf } from './error-of.ts';
import { sendJson, startStub, type StubServer } from './stub-server.ts';

interface HandClock extends Clock {
  /** What waits, in milliseconds from now. */
  waiting(): readonly number[];
  advance(ms: number): void;
}

function createHandClock(): HandClock {
  let time = 0;
  const timers = new Set<{ at: number; action: () => void }>();
  return {
    now: () => time,
    monotonic: () => time,
    after: (ms, action) => {
      const timer = { at: time + ms, action };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    waiting: () => [...timers].map(({ at }) => at - time),
    advance: (ms) => {
      time += ms;
      for (const timer of timers) if (timer.at <= time && timers.delete(timer)) timer.action();
    },
  };
}

let clock: HandClock;
let logged: string[];
beforeEach(() => {
  clock = createHandClock();
  logged = [];
});
const parts = () => ({ clock, log: { write: (_level: string, event: string) => void logged.push(event) } });

describe('a session with a token of limited life', () => {
  let stub: StubServer;
  let session: RemoteSession;
  let renewals: { status: number; ttl: number; renewable: boolean }[];
  const lookup = { policies: ['default'], ttl: 100, renewable: true };

  beforeEach(async () => {
    renewals = [];
    stub = await startStub(({ path }, response) => {
      if (path.endsWith('lookup-self')) return sendJson(response, 200, { data: lookup });
      const { status, ttl, renewable } = renewals.shift() ?? { status: 500, ttl: 0, renewable: false };
      sendJson(response, status, { auth: { client_token: 'other', lease_duration: ttl, renewable } });
    });
    session = createRemoteSession({ baseUrl: stub.address, token: new Secret('mine') }, parts());
  });
  afterEach(async () => {
    session.close();
    await stub.stop();
  });
  test('renews at half of each life, under its own token', async () => {
    renewals = [
      { status: 200, ttl: 100, renewable: true },
      { status: 200, ttl: 80, renewable: true },
    ];
    expect(await session.start()).toEqual({ policies: ['default'], ttlSeconds: 100, renewable: true });
    expect(clock.waiting()).toEqual([50_000]);
    clock.advance(50_000);
    await expect.poll(() => clock.waiting()).toEqual([50_000]);
    clock.advance(50_000);
    await expect.poll(() => clock.waiting()).toEqual([40_000]);
    expect(new Set(stub.seen.map(({ headers }) => headers['x-vault-token']))).toEqual(new Set(['mine']));
  });

  test('stops where the server grants no more time, and says so', async () => {
    renewals = [{ status: 200, ttl: 50, renewable: true }];
    await session.start();
    clock.advance(50_000);
    await expect.poll(() => logged).toEqual(['vault.session.ends']);
    expect(clock.waiting()).toEqual([]);
  });

  test('tries again after a failure while there is time', async () => {
    await session.start();
    clock.advance(50_000);
    await expect.poll(() => clock.waiting()).toEqual([25_000]);
    renewals = [{ status: 200, ttl: 100, renewable: true }];
    clock.advance(25_000);
    await expect.poll(() => clock.waiting()).toEqual([50_000]);
    expect(logged).toEqual(['vault.session.renewal_failed']);
  });

  test('gives up where the session has ended', async () => {
    renewals = [{ status: 403, ttl: 0, renewable: false }];
    await session.start();
    clock.advance(50_000);
    await expect.poll(() => logged).toEqual(['vault.session.renewal_failed']);
    expect(clock.waiting()).toEqual([]);
  });

  test('leaves no timer behind', async () => {
    await session.start();
    session.close();
    expect(clock.waiting()).toEqual([]);
  });
});

describe('the environment', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cs-env-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('opens a real server, over TLS with its own authority', async () => {
    const server = await startBao({ tls: true });
    const session = await createVaultFromEnvironment(
      {
        VAULT_ADDR: `${server.address}/`,
        VAULT_TOKEN: server.rootToken,
        VAULT_CACERT: join(server.folder, 'vault-ca.pem'),
      },
      parts(),
    );
    expect(await session?.start()).toMatchObject({ policies: ['root'], ttlSeconds: 0 });
    expect(await session?.vault.health()).toMatchObject({ state: 'ready' });
    session?.close();
    await server.stop();
  });

  test('without VAULT_ADDR means no session', async () => {
    expect(await createVaultFromEnvironment({ VAULT_TOKEN: 'x', VAULT_ADDR: '' }, parts())).toBeNull();
  });

  test.each([
    [{ VAULT_ADDR: 'https://vault.example.org' }, 'VAULT_TOKEN is not set.'],
    [{ VAULT_ADDR: 'https://vault.example.org', VAULT_TOKEN: 'canary token' }, 'VAULT_TOKEN is malformed.'],
    [{ VAULT_ADDR: 'vault.example.org', VAULT_TOKEN: 'x' }, 'VAULT_ADDR is not an http or https address.'],
    [{ VAULT_ADDR: 'http://vault.example.org', VAULT_TOKEN: 'x' }, 'VAULT_ADDR uses http to another machine'],
    [{ VAULT_ADDR: 'https://h', VAULT_TOKEN: 'x', VAULT_NAMESPACE: 'a\nb' }, 'VAULT_NAMESPACE is malformed.'],
    [{ VAULT_ADDR: 'https://h', VAULT_TOKEN: 'x', VAULT_CACERT: '/nonexistent' }, 'VAULT_CACERT names no readable'],
  ])('%o is refused by name', async (environment, message) => {
    const error = await errorOf(createVaultFromEnvironment(environment, parts()));
    expect(error.code).toBe('bad_input');
    expect(error.message).toContain(message);
    expect(error.next).toMatch(/VAULT_/);
    expect(error.message + String(error.next)).not.toContain('canary');
  });

  test('with an authority that is no certificate is refused', async () => {
    const file = join(folder, 'ca.pem');
    await writeFile(file, 'not a certificate');
    const environment = { VAULT_ADDR: 'https://h', VAULT_TOKEN: 'x', VAULT_CACERT: file };
    expect((await errorOf(createVaultFromEnvironment(environment, parts()))).message).toContain('VAULT_CACERT');
  });
});
