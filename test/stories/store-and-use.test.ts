import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { answerOf, connect, type ConnectOptions, type McpClient } from './clients.ts';
import { signIn, untilReady, type Person } from './person.ts';
import { newHome, removeHome, startApp, type RunningApp } from './running-app.ts';

const CANARY = 'cAnArY-b7!Zq"94/+x';

describe('an agent asks to write, the person approves, the secret lands in OpenBao, the agent uses it unseen', () => {
  let app: RunningApp;
  let person: Person;
  let key: string;

  beforeAll(async () => {
    app = await startApp({ home: await newHome() });
    person = await signIn(app, app.code);
    await untilReady(person);
    ({ key } = await person.client.call('agents.createKey', { agent: 'story' }));
  });
  afterAll(async () => {
    await app.stop();
    await removeHome(app.home);
  });

  const clients: readonly (readonly [string, () => ConnectOptions])[] = [
    ['a client of 2025 over stdio', () => ({ era: 'legacy' })],
    ['a client of 2026 over stdio', () => ({ era: 'modern' })],
    ['a client of 2025 over HTTP', () => ({ era: 'legacy', key })],
    ['a client of 2026 over HTTP', () => ({ era: 'modern', key })],
  ];

  it.each(clients)('with %s', async (name, options) => {
    const client = await connect(app, options());
    const path = `${name.replaceAll(/[^a-z0-9]+/gi, '-')}/development`;

    const writing = client.call('vault_set', { path, data: { DB_PASSWORD: CANARY }, reason: 'The app needs it.' });
    const write = await person.approveNext();
    expect(write.question).toMatchObject({ kind: 'write', action: 'create', path, fromVersion: 0, toVersion: 1 });
    expect(write.reason).toBe('The app needs it.');
    expect(answerOf(await writing)).toMatchObject({ status: 'done', version: 1, changes: { added: ['DB_PASSWORD'] } });

    const place = { kind: 'agent', agent: 'story' } as const;
    const stored = await person.client.call('secrets.reveal', { place, path, key: 'DB_PASSWORD', purpose: 'show' });
    expect(stored.value).toBe(CANARY);

    const running = client.call('vault_run', {
      command: [process.execPath, '-e', 'console.log("using " + process.env.DB_PASSWORD)'],
      secrets: [`${path}/DB_PASSWORD`],
      cwd: app.home,
    });
    const run = await person.approveNext();
    expect(run.question).toMatchObject({ kind: 'run', cwd: app.home });
    expect(answerOf(await running)).toMatchObject({
      status: 'done',
      exit_code: 0,
      stdout: 'using [REDACTED:DB_PASSWORD]\n',
      redacted: { DB_PASSWORD: 1 },
    });
    await client.close();
  });

  it('stops at a no', async () => {
    const client = await connect(app, { era: 'modern' });
    const writing = client.call('vault_set', { path: 'denied/one', data: { KEY: CANARY } });
    await person.decide((await person.nextQuestion()).id, 'deny');
    expect(answerOf(await writing)).toMatchObject({ code: 'denied' });
    expect(answerOf(await client.call('vault_get', { path: 'denied/one' }))).toMatchObject({ code: 'not_found' });
    await client.close();
  });

  it('answers pending, joins the same call again, and tells both what came of it', async () => {
    const client = await connect(app, { era: 'modern' });
    const ask = (reason: string): ReturnType<McpClient['call']> =>
      client.call('vault_set', { path: 'joined/one', data: { KEY: CANARY }, reason });
    const first = ask('first try');
    const question = await person.nextQuestion();
    await app.advance(46_000);
    const pending = answerOf(await first);
    expect(pending).toMatchObject({ status: 'pending', approval_id: question.id });

    const again = ask('the same, told in other words');
    await person.decide(question.id, 'approve');
    expect(answerOf(await again)).toMatchObject({ status: 'done', version: 1 });
    const asked = await client.call('vault_job', { id: question.id, action: 'wait' });
    expect(answerOf(asked)).toMatchObject({ status: 'done', tool: 'vault_set', result: { version: 1 } });
    expect((await person.client.call('approvals.list', { show: 'pending' })).items).toEqual([]);
    await client.close();
  });

  it('writes what is approved after its client went away, where it had heard pending', async () => {
    const client = await connect(app, { era: 'modern' });
    const asking = client.call('vault_set', { path: 'gone/one', data: { KEY: CANARY } });
    const question = await person.nextQuestion();
    await app.advance(46_000);
    expect(answerOf(await asking)).toMatchObject({ status: 'pending' });
    await client.close();
    await person.decide(question.id, 'approve');

    const later = await connect(app, { era: 'legacy' });
    await expect
      .poll(async () => answerOf(await later.call('vault_get', { path: 'gone/one' })))
      .toMatchObject({ keys: ['KEY'], version: 1 });
    const result = await later.call('vault_job', { id: question.id, action: 'wait' });
    expect(answerOf(result)).toMatchObject({ status: 'done', result: { version: 1 } });
    await later.close();
  });

  it('takes a question back whose client goes away before it heard pending', async () => {
    const client = await connect(app, { era: 'modern' });
    client.call('vault_set', { path: 'left/one', data: { KEY: CANARY } }).catch(() => undefined);
    const question = await person.nextQuestion();
    await client.close();
    await expect
      .poll(async () => (await person.client.call('approvals.list', { show: 'decided' })).items[0])
      .toMatchObject({ id: question.id, state: 'withdrawn' });
    await expect(person.decide(question.id, 'approve')).rejects.toMatchObject({ code: 'conflict' });
  });

  it('lets a question end after ten minutes', async () => {
    const client = await connect(app, { era: 'modern' });
    const asking = client.call('vault_set', { path: 'late/one', data: { KEY: CANARY } });
    const question = await person.nextQuestion();
    await app.advance(46_000);
    await asking;
    await app.advance(10 * 60_000);
    const result = await client.call('vault_job', { id: question.id, action: 'wait' });
    expect(answerOf(result)).toMatchObject({ code: 'expired' });
    await expect(person.decide(question.id, 'approve')).rejects.toMatchObject({ code: 'conflict' });
    await client.close();
  });
});
