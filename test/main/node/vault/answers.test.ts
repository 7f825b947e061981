import { afterEach, describe, expect, test } from 'vitest';

import { Secret } from '../../../../app/kernel/secret.ts';
import type { Vault } from '../../../../app/ports/vault.ts';
import { createVault } from '../../../../main/node/vault/create-vault.ts';
import { errorOf } from './error-of.ts';
import { sendJson, startStub, type StubServer } from './stub-server.ts';

const ENTRY = { mount: 'secret', path: 'app/env' };
const ABOUT = {
  version: 3,
  created_time: '2026-01-01T00:00:00Z',
  deletion_time: '',
  destroyed: false,
  custom_metadata: null,
};

let stub: StubServer | undefined;
let vault: (Vault & { close(): void }) | undefined;
afterEach(async () => {
  vault?.close();
  await stub?.stop();
  stub = undefined;
});

async function against(answer: Parameters<typeof startStub>[0]): Promise<Vault> {
  stub = await startStub(answer);
  vault = createVault({ baseUrl: stub.address, token: () => Promise.resolve(new Secret('token')) });
  return vault;
}

describe('a status', () => {
  test.each([
    [400, 'vault_error'],
    [404, 'not_found'],
    [405, 'vault_error'],
    [412, 'unavailable'],
    [413, 'value_too_large'],
    [418, 'vault_error'],
    [429, 'rate_limited'],
    [472, 'unavailable'],
    [473, 'unavailable'],
    [474, 'unavailable'],
    [500, 'vault_error'],
    [501, 'unavailable'],
    [502, 'unavailable'],
    [503, 'unavailable'],
    [504, 'unavailable'],
    [530, 'unavailable'],
  ])('%i becomes %s for reading, writing and the session alike, with a next step', async (status, code) => {
    const store = await against((_, response) => sendJson(response, status, { errors: ['server text canary'] }));
    const calls = [
      store.read(ENTRY),
      store.keys(ENTRY),
      store.metadata(ENTRY),
      store.list('secret', ''),
      store.write(ENTRY, {}, 0),
      store.annotate(ENTRY, {}),
      store.tokenInfo(),
      store.mounts(),
    ];
    for (const error of await Promise.all(calls.map(errorOf))) {
      expect(error.code).toBe(code);
      expect(error.message + String(error.next)).not.toContain('canary');
      expect(error.next).toMatch(/\.$/);
    }
  });

  test('503 with the word for it becomes sealed', async () => {
    const store = await against((_, response) => sendJson(response, 503, { errors: ['Vault is sealed'] }));
    expect((await errorOf(store.read(ENTRY))).code).toBe('sealed');
    expect((await errorOf(store.write(ENTRY, {}, 0))).code).toBe('sealed');
  });

  test.each([
    [429, 'standby'],
    [472, 'standby'],
    [473, 'standby'],
    [474, 'standby'],
    [501, 'uninitialized'],
    [503, 'sealed'],
    [530, 'unreachable'],
    [500, 'unreachable'],
    [404, 'unreachable'],
  ])('%i of the health check means %s', async (status, state) => {
    const store = await against((_, response) => sendJson(response, status, { sealed: true }));
    expect(await store.health()).toMatchObject({ state, detail: expect.stringMatching(/\.$/) });
  });

  test('of a redirect is not followed, so the token goes nowhere else', async () => {
    const elsewhere = await startStub((_, response) => sendJson(response, 200, {}));
    const store = await against(
      (_, response) => void response.writeHead(307, { location: `${elsewhere.address}/v1/secret/data/app/env` }).end(),
    );
    expect((await errorOf(store.read(ENTRY))).code).toBe('unavailable');
    expect(elsewhere.seen).toEqual([]);
    await elsewhere.stop();
  });
});

describe('health', () => {
  test.each([
    [{ version: '2.7.2' }, 'openbao'],
    [{ version: '1.21.0' }, 'vault'],
    [{ version: '2.0.0', enterprise: false }, 'vault'],
  ])('tells the product by %o', async (body, product) => {
    const store = await against((_, response) => sendJson(response, 200, body));
    expect(await store.health()).toEqual({ state: 'ready', version: body.version, product });
  });

  test('is asked without a token', async () => {
    const store = await against((_, response) => sendJson(response, 200, { version: '2.7.2' }));
    await store.health();
    expect(stub?.seen[0]?.headers).not.toHaveProperty('x-vault-token');
  });

  test.each(['{}', '<html>', '{"version":"<script>"}'])('does not take %s for a server', async (text) => {
    const store = await against((_, response) => void response.end(text));
    expect(await store.health()).toMatchObject({ state: 'unreachable' });
  });
});

describe('a success that is none', () => {
  test.each([
    ['a page', '<html>please log in</html>'],
    ['truncated JSON', '{"data":{"data":{"A":"on'],
    ['nothing', ''],
    ['null', 'null'],
    ['data:null', '{"data":null}'],
    ['a list', '[]'],
    ['data of another shape', '{"data":{"data":["A"],"metadata":{"version":1}}}'],
  ])('%s is vault_error, never data', async (_name, text) => {
    const store = await against((_, response) => void response.writeHead(200).end(text));
    const calls = [
      store.read(ENTRY),
      store.keys(ENTRY),
      store.metadata(ENTRY),
      store.list('secret', ''),
      store.write(ENTRY, {}, 0),
      store.tokenInfo(),
    ];
    const errors = await Promise.all(calls.map(errorOf));
    expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['vault_error']));
  });

  test('a deleted or destroyed version told by 200 is not_found', async () => {
    const store = await against((_, response) =>
      sendJson(response, 200, { data: { data: null, subkeys: null, metadata: { ...ABOUT, destroyed: true } } }),
    );
    expect((await errorOf(store.read(ENTRY))).code).toBe('not_found');
    expect((await errorOf(store.keys(ENTRY))).code).toBe('not_found');
  });
});

describe('a server without subkeys', () => {
  test.each([
    ['an unknown route', 404, { errors: ['no handler for route'] }],
    ['an unknown path of the engine', 404, { data: null, warnings: ['Invalid path'] }],
    ['a method that is not allowed', 405, { errors: ['unsupported operation'] }],
    ['a policy that allows data alone', 403, { errors: ['1 error occurred:\n\t* permission denied\n\n'] }],
  ])('told by %s still gives key names', async (_name, status, refusal) => {
    const data = { data: { data: { A: 'canary', B: 1 }, metadata: ABOUT } };
    const store = await against(({ path }, response) =>
      path.includes('/subkeys/') ? sendJson(response, status, refusal) : sendJson(response, 200, data),
    );
    const keys = await store.keys(ENTRY, 3);
    expect(keys).toEqual({ version: 3, createdAt: ABOUT.created_time, keys: ['A', 'B'], custom: {} });
    expect(stub?.seen.map(({ path }) => path)).toEqual([
      '/v1/secret/subkeys/app/env?depth=1&version=3',
      '/v1/secret/data/app/env?version=3',
    ]);
  });
});

describe('annotating without PATCH', () => {
  const metadata = {
    data: { current_version: 1, created_time: '', updated_time: '', custom_metadata: { a: '1', b: '2' }, versions: {} },
  };
  test.each([403, 405])('%i: reads, merges and posts', async (status) => {
    const store = await against(({ method }, response) => {
      if (method === 'PATCH') sendJson(response, status, { errors: [] });
      else if (method === 'GET') sendJson(response, 200, metadata);
      else response.writeHead(204).end();
    });
    await store.annotate(ENTRY, { b: null, c: '3' });
    expect(stub?.seen.map(({ method }) => method)).toEqual(['PATCH', 'GET', 'POST']);
    expect(JSON.parse(stub?.seen[2]?.body ?? '')).toEqual({ custom_metadata: { a: '1', c: '3' } });
  });
});

describe('a refused write', () => {
  test.each(['check-and-set parameter did not match the current version', 'cas value does not match'])(
    'worded "%s" is a conflict',
    async (text) => {
      const store = await against((_, response) => sendJson(response, 400, { errors: [text] }));
      expect((await errorOf(store.write(ENTRY, {}, 0))).code).toBe('conflict');
    },
  );

  test.each([
    [2, 'conflict'],
    [1, 'vault_error'],
  ])('worded otherwise with version %i there is %s', async (current, code) => {
    const metadata = {
      current_version: current,
      created_time: '',
      updated_time: '',
      custom_metadata: null,
      versions: {},
    };
    const store = await against(({ method }, response) =>
      method === 'POST' ? sendJson(response, 400, { errors: ['nope'] }) : sendJson(response, 200, { data: metadata }),
    );
    expect((await errorOf(store.write(ENTRY, {}, 1))).code).toBe(code);
  });

  test('is never sent twice', async () => {
    const store = await against((_, response) => void response.destroy());
    expect((await errorOf(store.write(ENTRY, {}, 1))).code).toBe('unavailable');
    expect(stub?.seen).toHaveLength(1);
  });
});

test('a deletion set for later does not count as deleted', async () => {
  const version = { created_time: '2026-01-01T00:00:00Z', destroyed: false };
  const versions = {
    9: { ...version, deletion_time: '2099-01-01T00:00:00Z' },
    10: { ...version, deletion_time: '', destroyed: true },
    8: { ...version, deletion_time: '2020-01-01T00:00:00Z' },
  };
  const store = await against((_, response) =>
    sendJson(response, 200, { data: { current_version: 10, created_time: '', updated_time: '', versions } }),
  );
  const { versions: found } = await store.metadata(ENTRY);
  expect(found).toEqual([
    { version: 10, createdAt: version.created_time, destroyed: true },
    { version: 9, createdAt: version.created_time, destroyed: false },
    { version: 8, createdAt: version.created_time, destroyed: false, deletedAt: '2020-01-01T00:00:00Z' },
  ]);
});
