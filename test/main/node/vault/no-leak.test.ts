import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { inspect } from 'node:util';

import { expect, test } from 'vitest';

import { Secret } from '../../../../app/kernel/secret.ts';
import { createVault } from '../../../../main/node/vault/create-vault.ts';
import { errorOf } from './error-of.ts';
import { sendJson, startStub, startTcp } from './stub-server.ts';

const TOKEN = 'canary-token-7391';
const VALUE = 'canary-value-5820';
const SERVER_TEXT = 'canary-server-6647';
const ENTRY = { mount: 'secret', path: 'canary-path-1174' };

function everythingIn(error: unknown): string {
  const parts = [inspect(error, { depth: 10, showHidden: true, getters: true }), JSON.stringify(error)];
  for (let each: unknown = error; each instanceof Error; each = each.cause)
    parts.push(each.message, each.stack ?? '', JSON.stringify(each), JSON.stringify(Object.entries(each)));
  return parts.join('\n');
}

const ANSWERS: readonly (readonly [string, number, string])[] = [
  ...[400, 403, 404, 405, 413, 429, 500, 503, 530].map(
    (status) => [`${status}`, status, JSON.stringify({ errors: [SERVER_TEXT, VALUE] })] as const,
  ),
  ['a conflict', 400, JSON.stringify({ errors: [`check-and-set parameter did not match ${SERVER_TEXT}`] })],
  ['a page', 200, `<html>${SERVER_TEXT}</html>`],
  ['truncated JSON', 200, `{"data":{"data":{"A":"${VALUE}`],
  ['another shape', 200, JSON.stringify({ data: { data: [VALUE], keys: VALUE, [SERVER_TEXT]: 1 } })],
];

test.each(ANSWERS)('no token, value, path or server text is in an error after %s', async (_name, status, text) => {
  const stub = await startStub((_, response) => void response.writeHead(status).end(text));
  const vault = createVault({ baseUrl: stub.address, token: () => Promise.resolve(new Secret(TOKEN)) });
  const calls = [
    vault.read(ENTRY),
    vault.keys(ENTRY),
    vault.list('secret', ENTRY.path),
    vault.write(ENTRY, { A: new Secret(VALUE) }, 1),
    vault.annotate(ENTRY, { note: VALUE }),
  ];
  const errors = await Promise.all(calls.map((call) => call.catch((error: unknown) => error)));
  expect(errors.filter((error) => error instanceof Error)).not.toEqual([]);
  expect(errors.map(everythingIn).join('\n')).not.toContain('canary');
  vault.close();
  await stub.stop();
});

test('nor is one after the network failed', async () => {
  const reset = await startTcp((socket) => socket.once('data', () => socket.resetAndDestroy()));
  const noHttp = await startTcp((socket) => socket.end(`${SERVER_TEXT}\r\n`));
  const hole = await startTcp(() => undefined);
  const gone = await startTcp(() => undefined);
  await gone.stop();
  for (const { address } of [reset, noHttp, hole, gone]) {
    const token = () => Promise.resolve(new Secret(TOKEN));
    const vault = createVault({ baseUrl: address, token, timeouts: { requestMs: 200 } });
    const error = await errorOf(vault.write(ENTRY, { A: new Secret(VALUE) }, 1));
    expect(everythingIn(error)).not.toContain('canary');
    vault.close();
  }
  await Promise.all([reset.stop(), noHttp.stop(), hole.stop()]);
});

test('a token that fits no header fails without being quoted', async () => {
  const vault = createVault({ baseUrl: 'http://127.0.0.1:9', token: () => Promise.resolve(new Secret(`${TOKEN}\n`)) });
  expect(everythingIn(await errorOf(vault.read(ENTRY)))).not.toContain('canary');
});

const CHILD = `
  const { createVault } = await import(process.env.VAULT_MODULE);
  const { Secret } = await import(process.env.SECRET_MODULE);
  const vault = createVault({ baseUrl: process.argv[1], token: async () => new Secret(${JSON.stringify(TOKEN)}) });
  const entry = ${JSON.stringify(ENTRY)};
  await vault.write(entry, { A: new Secret(${JSON.stringify(VALUE)}) }, 0);
  await vault.annotate(entry, { note: ${JSON.stringify(VALUE)} });
  const { version } = await vault.read(entry);
  await vault.list('secret', '');
  await vault.remove(entry, [1]);
  vault.close();
  console.log('did it all', version);
`;

test('debug output asked for by the environment shows neither token nor value', async () => {
  const metadata = { version: 1, created_time: '', deletion_time: '', destroyed: false };
  const data = { data: { A: VALUE }, keys: [], version: 1, created_time: '', metadata };
  const stub = await startStub((_, response) => sendJson(response, 200, { data }));
  const environment = {
    PATH: process.env['PATH'],
    DEBUG: '*',
    VAULT_ADDR: 'http://127.0.0.1:9',
    VAULT_TOKEN: 'other-token',
    VAULT_NAMESPACE: 'other',
    VAULT_PREFIX: '/other',
    http_proxy: 'http://127.0.0.1:9',
    VAULT_MODULE: new URL('../../../../main/node/vault/create-vault.ts', import.meta.url).href,
    SECRET_MODULE: new URL('../../../../app/kernel/secret.ts', import.meta.url).href,
  };
  let output = '';
  const child = execFile(process.execPath, ['--input-type=module', '-e', CHILD, stub.address], { env: environment });
  child.stdout?.on('data', (text: string) => (output += text));
  child.stderr?.on('data', (text: string) => (output += text));
  await once(child, 'close');
  expect(output).toContain('did it all 1');
  expect(output).not.toContain('canary');
  expect(stub.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
    `POST /v1/secret/data/${ENTRY.path}`,
    `PATCH /v1/secret/metadata/${ENTRY.path}`,
    `GET /v1/secret/data/${ENTRY.path}`,
    'GET /v1/secret/metadata/?list=1',
    `POST /v1/secret/delete/${ENTRY.path}`,
  ]);
  expect(new Set(stub.seen.map(({ headers }) => headers['x-vault-token']))).toEqual(new Set([TOKEN]));
  expect(stub.seen.some(({ headers }) => 'x-vault-namespace' in headers)).toBe(false);
  await stub.stop();
});
