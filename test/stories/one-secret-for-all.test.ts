import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { answerOf, connect } from './clients.ts';
import { signIn, untilReady, type Person } from './person.ts';
import { newHome, removeHome, startApp, type RunningApp } from './running-app.ts';

const VALUE = 'shared-canary-Kf93!x';
const SHOW = [process.execPath, '-e', 'console.log(process.env.API_KEY.length + " " + process.env.API_KEY)'];

describe('a secret that the person made once', () => {
  let app: RunningApp;
  let person: Person;

  beforeAll(async () => {
    app = await startApp({ home: await newHome() });
    person = await signIn(app, app.code);
    await untilReady(person);
    await person.client.call('secrets.save', {
      place: { kind: 'shared' },
      path: 'shop/development',
      set: { API_KEY: VALUE },
      cas: 0,
    });
  });
  afterAll(async () => {
    await app.stop();
    await removeHome(app.home);
  });

  it('is used by two agents over MCP, asked for each, and one of them gets a share', async () => {
    const first = await connect(app, { era: 'modern', agent: 'claude-code' });
    const second = await connect(app, { era: 'legacy', agent: 'cursor' });
    const use = { command: SHOW, secrets: ['shop/development/API_KEY'] };

    expect(answerOf(await first.call('vault_list', { recursive: true }))).toMatchObject({ entries: [] });
    const running = first.call('vault_run', use);
    const question = await person.approveNext('share_use_and_list');
    expect(question).toMatchObject({ shareScope: 'shop/development', flags: ['shared_entry'] });
    expect(question.question).toMatchObject({ secrets: [{ place: 'shared', firstUse: true }] });
    expect(answerOf(await running)).toMatchObject({ stdout: `${VALUE.length} [REDACTED:API_KEY]\n` });
    expect(answerOf(await first.call('vault_list', { recursive: true }))).toMatchObject({
      entries: [{ path: 'shop/development', place: 'shared', keys: ['API_KEY'] }],
    });

    const other = second.call('vault_run', use);
    await person.approveNext();
    expect(answerOf(await other)).toMatchObject({ stdout: `${VALUE.length} [REDACTED:API_KEY]\n` });
    expect(answerOf(await second.call('vault_list', { recursive: true }))).toMatchObject({ entries: [] });
    await Promise.all([first.close(), second.close()]);
  });

  it('is listed and changed by the command, which asks the person like everyone else', async () => {
    const listing = app.command(['secret', 'list']);
    expect((await person.approveNext()).question).toMatchObject({ kind: 'list', place: 'shared' });
    expect((await listing).stdout).toContain('shop/development  API_KEY');

    const creating = app.command(['secret', 'create', 'shop/development/TOKEN'], 'a-new-token-value\n');
    expect((await person.approveNext()).question).toMatchObject({ kind: 'write', toVersion: 2 });
    expect(await creating).toMatchObject({ code: 0, stdout: 'shop/development/TOKEN is stored, version 2.\n' });

    const again = await app.command(['secret', 'create', 'shop/development/TOKEN'], 'x-is-too-much');
    expect(again).toMatchObject({ code: 1 });
    expect(again.stderr).toContain('exists already');

    const denied = app.command(['secret', 'update', 'shop/development/TOKEN'], 'another-value');
    await person.decide((await person.nextQuestion()).id, 'deny');
    expect(await denied).toMatchObject({ code: 4 });
  });

  it('cannot be hidden behind an agent’s own entry of the same name', async () => {
    const client = await connect(app, { era: 'modern', agent: 'claude-code' });
    const reply = await client.call('vault_set', { path: 'shop/development', data: { API_KEY: 'mine' } });
    expect(answerOf(reply)).toMatchObject({ code: 'ambiguous_reference' });
    await client.close();
  });

  it('makes a bearer key by command once the person approved', async () => {
    const asking = app.command(['agent', 'key', 'robot']);
    expect((await person.approveNext()).question).toEqual({ kind: 'credential', agent: 'robot' });
    const { stdout } = await asking;
    const client = await connect(app, { era: 'modern', key: stdout.trim() });
    expect(answerOf(await client.call('vault_status', {}))).toMatchObject({ agent: 'robot', kind: 'assistant' });
    await client.close();
  });
});
