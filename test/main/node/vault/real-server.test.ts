import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { Secret } from '../../../../app/kernel/secret.ts';
import type { Vault } from '../../../../app/ports/vault.ts';
import type { VaultOptions } from '../../../../main/node/vault/connection.ts';
import { createVault } from '../../../../main/node/vault/create-vault.ts';
import { type BaoServer, startBao } from './bao-server.ts';
import { errorOf } from './error-of.ts';

let server: BaoServer;
const opened: { close(): void }[] = [];
beforeAll(async () => {
  server = await startBao();
});
afterAll(async () => {
  for (const vault of opened) vault.close();
  await server.stop();
});

function open(token = server.rootToken, more: Partial<VaultOptions> = {}): Vault {
  const options = { baseUrl: server.address, token: () => Promise.resolve(new Secret(token)), ...more };
  const vault = createVault(options);
  opened.push(vault);
  return vault;
}
const at = (path: string) => ({ mount: 'secret', path });

describe('paths', () => {
  test.each(['a b', 'a#b', 'a%2Fb', 'a?b', 'a+b&c=d', 'ž~!@$()*;:,', '%2e%2e', '&#x2F;', '{{x}}'])(
    'with "%s" reach exactly that entry',
    async (name) => {
      const vault = open();
      await vault.write(at(`odd/${name}`), { A: new Secret(name) }, 0);
      expect((await vault.read(at(`odd/${name}`))).values['A']?.reveal()).toBe(name);
      expect((await vault.keys(at(`odd/${name}`), 1)).keys).toEqual(['A']);
      await vault.annotate(at(`odd/${name}`), { note: 'x' });
      expect((await vault.metadata(at(`odd/${name}`))).custom).toEqual({ note: 'x' });
      expect(await vault.list('secret', 'odd')).toContain(name);
    },
  );

  test('with broken text are refused', async () => {
    expect((await errorOf(open().read(at('a/\ud800')))).code).toBe('invalid_path');
  });
});

describe('values that others stored', () => {
  test('come as their JSON text where they are no strings', async () => {
    const data = { n: 5432, t: true, z: null, o: { k: [1, 'x'] }, s: '5' };
    await server.ask('POST', 'secret/data/foreign', { body: { data } });
    const { values } = await open().read(at('foreign'));
    expect(Object.fromEntries(Object.entries(values).map(([key, value]) => [key, value.reveal()]))).toEqual({
      n: '5432',
      t: 'true',
      z: 'null',
      o: '{"k":[1,"x"]}',
      s: '5',
    });
  });

  test('stay what they were when an entry is written anew, or an older version is', async () => {
    const data = { n: 5432, big: 12345678901234567000, t: true, z: null, o: { k: [1.5, 'x'], e: {} }, s: '5' };
    await server.ask('POST', 'secret/data/merged', { body: { data } });
    const vault = open();
    const { values } = await vault.read(at('merged'));
    await vault.write(at('merged'), { ...values, s: new Secret('6'), NEW: new Secret('12') }, 1);
    expect(await storedAt('merged')).toEqual({ ...data, s: '6', NEW: '12' });
    await vault.write(at('merged'), (await vault.read(at('merged'), 1)).values, 2);
    expect(await storedAt('merged')).toEqual(data);
  });
});

async function storedAt(path: string): Promise<unknown> {
  const answer = (await (await server.ask('GET', `secret/data/${path}`)).json()) as { data: { data: unknown } };
  return answer.data.data;
}

describe('a token', () => {
  test('that lacks even the default policy is denied, not expired', async () => {
    const token = await server.mint({ policies: ['nothing-at-all'], no_default_policy: true });
    const vault = open(token);
    expect((await errorOf(vault.read(at('x')))).code).toBe('vault_denied');
    expect((await errorOf(vault.tokenInfo())).code).toBe('vault_denied');
  });

  test('that changes is used from the next request on, and never the one before', async () => {
    const tokens = [await server.mint({ policies: ['default'] }), server.rootToken];
    let present = 0;
    const vault = open('', { token: () => Promise.resolve(new Secret(tokens[present] ?? '')) });
    expect((await errorOf(vault.write(at('swap'), {}, 0))).code).toBe('vault_denied');
    present = 1;
    await vault.write(at('swap'), {}, 0);
    present = 0;
    expect((await errorOf(vault.read(at('swap')))).code).toBe('vault_denied');
  });

  test('stays the same after it minted another', async () => {
    const vault = open();
    await server.mint({ policies: ['default'] });
    expect((await vault.tokenInfo()).policies).toEqual(['root']);
  });

  test('tells how long it lives', async () => {
    const info = await open(await server.mint({ policies: ['default'], ttl: '1h' })).tokenInfo();
    expect(info).toMatchObject({ policies: ['default'], renewable: true });
    expect(info.ttlSeconds).toBeGreaterThan(3500);
  });
});

describe('a policy', () => {
  test('on data alone still gives key names, writes and notes within it', async () => {
    const policy = 'path "secret/data/p/*" { capabilities = ["create","update","read"] }';
    await server.ask('PUT', 'sys/policies/acl/data-only', { body: { policy } });
    const vault = open(await server.mint({ policies: ['data-only'] }));
    await vault.write(at('p/x'), { A: new Secret('1') }, 0);
    expect((await vault.keys(at('p/x'))).keys).toEqual(['A']);
    expect((await errorOf(vault.write(at('p/x'), {}, 0))).code).toBe('conflict');
    expect((await errorOf(vault.metadata(at('p/x')))).code).toBe('vault_denied');
    expect((await errorOf(vault.annotate(at('p/x'), { a: 'b' }))).code).toBe('vault_denied');
  });

  test('without patch still lets notes be merged', async () => {
    const policy = 'path "secret/*" { capabilities = ["create","update","read"] }';
    await server.ask('PUT', 'sys/policies/acl/no-patch', { body: { policy } });
    const vault = open(await server.mint({ policies: ['no-patch'] }));
    await vault.annotate(at('np/x'), { a: '1', b: '2' });
    await vault.annotate(at('np/x'), { b: null });
    expect((await vault.metadata(at('np/x'))).custom).toEqual({ a: '1' });
  });
});

describe('a Vault namespace', () => {
  test('that does not exist is not_found, also for a list', async () => {
    const vault = open(server.rootToken, { namespace: 'nowhere' });
    expect((await errorOf(vault.list('secret', ''))).message).toContain('namespace');
    expect((await errorOf(vault.read(at('x')))).code).toBe('not_found');
    expect((await errorOf(vault.write(at('x'), {}, 0))).code).toBe('not_found');
    expect(await vault.health()).toMatchObject({ state: 'ready' });
  });

  test('holds entries of its own', async () => {
    await server.ask('POST', 'sys/namespaces/team', { body: {} });
    const headers = { 'X-Vault-Namespace': 'team' };
    await server.ask('POST', 'sys/mounts/secret', { headers, body: { type: 'kv', options: { version: '2' } } });
    await server.ask('POST', 'sys/mounts/old', { headers, body: { type: 'kv', options: { version: '1' } } });
    const team = open(server.rootToken, { namespace: 'team' });
    expect(await team.mounts()).toEqual(['secret']);
    await team.write(at('only-here'), { A: new Secret('1') }, 0);
    await team.annotate(at('only-here'), { a: 'b' });
    expect((await team.metadata(at('only-here'))).custom).toEqual({ a: 'b' });
    expect((await errorOf(open().read(at('only-here')))).code).toBe('not_found');
  });
});

test('a value that is too large is said to be', async () => {
  const error = await errorOf(open().write(at('huge'), { A: new Secret('x'.repeat(40_000_000)) }, 0));
  expect(error.code).toBe('value_too_large');
});

test('TLS is checked against the authority given, and no setting of the environment turns that off', async () => {
  const secure = await startBao({ tls: true });
  process.env['VAULT_SKIP_VERIFY'] = 'true';
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
  try {
    const ca = await readFile(join(secure.folder, 'vault-ca.pem'), 'utf8');
    const trusted = open(secure.rootToken, { baseUrl: secure.address, tls: { ca } });
    await trusted.write(at('tls'), { A: new Secret('1') }, 0);
    expect((await trusted.read(at('tls'))).version).toBe(1);
    const untrusted = open(secure.rootToken, { baseUrl: secure.address });
    expect(await errorOf(untrusted.read(at('tls')))).toMatchObject({
      code: 'unavailable',
      cause: { kind: 'untrusted' },
    });
  } finally {
    delete process.env['VAULT_SKIP_VERIFY'];
    delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    await secure.stop();
  }
});
