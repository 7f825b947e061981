import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { answerOf, connect, type McpClient } from './clients.ts';
import { signIn, untilReady, type Person } from './person.ts';
import { newHome, removeHome, runCommand, startApp, type RunningApp } from './running-app.ts';

describe('bad input gets a clear error with a stable code, and nothing changes', () => {
  let app: RunningApp;
  let person: Person;
  let client: McpClient;

  beforeAll(async () => {
    app = await startApp({ home: await newHome() });
    person = await signIn(app, app.code);
    await untilReady(person);
    client = await connect(app, { era: 'modern' });
  });
  afterAll(async () => {
    await client.close();
    await app.stop();
    await removeHome(app.home);
  });

  it.each([
    ['a path that climbs', 'vault_set', { path: '../x', data: { KEY: 'v' } }, 'invalid_path'],
    ['an encoded path', 'vault_get', { path: '%2e%2e/x' }, 'invalid_path'],
    ['a value of 9 KB', 'vault_set', { path: 'a/b', data: { KEY: 'v'.repeat(9 * 1024) } }, 'value_too_large'],
    ['an unknown argument', 'vault_get', { path: 'a/b', token: 'x' }, 'bad_input'],
    ['a key with a line break', 'vault_set', { path: 'a/b', data: { 'KEY\nX': 'v' } }, 'bad_input'],
    ['nothing to write', 'vault_set', { path: 'a/b', data: {} }, 'bad_input'],
    ['a number for a path', 'vault_get', { path: 5 }, 'bad_input'],
    ['no arguments', 'vault_set', {}, 'bad_input'],
    ['a secret for PATH', 'vault_run', { command: ['true'], secrets: { PATH: 'a/b/KEY' } }, 'bad_input'],
    ['a bare secret name', 'vault_run', { command: ['true'], secrets: ['KEY'] }, 'bad_input'],
    ['an entry that does not exist', 'vault_get', { path: 'no/such' }, 'not_found'],
    ['a folder that does not exist', 'vault_run', { command: ['true'], secrets: [], cwd: '/no/such' }, 'bad_input'],
    ['a job of nobody', 'vault_job', { id: 'apr_none', action: 'wait' }, 'not_found'],
  ])('%s', async (_name, tool, input, code) => {
    const reply = await client.call(tool, input);
    expect(reply.isError).toBe(true);
    const answer = answerOf(reply);
    expect(answer).toMatchObject({ code });
    expect(answer['message']).toBeTruthy();
    expect(answer['next']).toBeTruthy();
  });

  it.each([
    ['a wrong key', { authorization: `Bearer csk_${'a'.repeat(12)}_${'b'.repeat(43)}` }, 401],
    ['no key', {}, 401],
    ['a foreign origin', { authorization: 'Bearer x', origin: 'http://evil.example' }, 403],
  ])('MCP over HTTP with %s', async (_name, headers, status) => {
    const answer = await fetch(app.agents, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
      body: '{"jsonrpc":"2.0","id":1,"method":"tools/list"}',
    });
    expect(answer.status).toBe(status);
  });

  it('a used code opens no second session', async () => {
    await expect(signIn(app, app.code)).rejects.toThrow('401');
  });

  it('a second serve on the same home says so and leaves the first alone', async () => {
    const second = await runCommand(['serve', '--json'], { env: app.env });
    expect(second).toMatchObject({ code: 1, stdout: '' });
    expect(JSON.parse(second.stderr)).toMatchObject({ code: 'already_running', next: expect.stringContaining('open') });
    expect(answerOf(await client.call('vault_status', {}))).toMatchObject({ server: { state: 'ready' } });
  });

  it('a command while no app runs says how to start it', async () => {
    const home = await newHome();
    const answer = await runCommand(['status'], { env: { ...app.env, COUNTERSIGN_HOME: home } });
    expect(answer).toMatchObject({ code: 1 });
    expect(answer.stderr).toContain('npm start');
    await removeHome(home);
  });

  it.each([
    [['nonsense'], 2],
    [['secret', 'create'], 2],
    [['secret', 'create', 'app/dev/KEY', 'value-on-the-command-line'], 2],
    [['status', '--nonsense'], 2],
  ])('countersign %j', async (args, code) => {
    const answer = await app.command(args);
    expect(answer).toMatchObject({ code, stdout: '' });
    expect(answer.stderr).not.toContain('value-on-the-command-line');
  });

  it('a port that is taken is named with the setting', async () => {
    const home = await newHome();
    const { port } = new URL(app.ui);
    const env = { ...app.env, COUNTERSIGN_HOME: home, COUNTERSIGN_UI_PORT: port };
    const answer = await runCommand(['serve', '--json'], { env });
    expect(answer.code).toBe(1);
    expect(answer.stderr).toContain('COUNTERSIGN_UI_PORT');
    await removeHome(home);
  });

  it('no question came of all that', async () => {
    expect((await person.client.call('approvals.list', { show: 'pending' })).items).toEqual([]);
    expect((await person.client.call('approvals.list', { show: 'decided' })).items).toEqual([]);
  });

  it('without any bao the app still opens, says what helps, and its own Vault still works', async () => {
    const home = await newHome();
    const empty = { PATH: home, COUNTERSIGN_BAO: '', HOME: home, XDG_CACHE_HOME: home, XDG_RUNTIME_DIR: home };
    const bare = await startApp({
      home,
      env: { ...empty, https_proxy: 'http://127.0.0.1:9', HTTPS_PROXY: 'http://127.0.0.1:9' },
    });
    const someone = await signIn(bare, bare.code);
    await expect
      .poll(async () => (await someone.client.call('app.status', {})).server, { timeout: 30_000 })
      .toMatchObject({ state: 'missing', next: expect.stringContaining('VAULT_ADDR') as string });
    await bare.stop();
    await removeHome(home);
  });
});
