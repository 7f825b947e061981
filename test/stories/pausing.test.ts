import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { identifyProcess } from '../../main/node/openbao/process-identity.ts';

import { answerOf, connect, type McpClient } from './clients.ts';
import { signIn, untilReady, type Person } from './person.ts';
import { newHome, removeHome, startApp, type RunningApp } from './running-app.ts';

describe('pausing', () => {
  let app: RunningApp;
  let person: Person;
  let client: McpClient;

  beforeAll(async () => {
    app = await startApp({ home: await newHome() });
    person = await signIn(app, app.code);
    await untilReady(person);
    await person.client.call('secrets.save', {
      place: { kind: 'shared' },
      path: 'shop/dev',
      set: { DB_PASSWORD: 'hunter2-hunter2' },
      plain: [],
      cas: 0,
    });
    client = await connect(app, { era: 'modern', agent: 'cursor' });
  });
  afterAll(async () => {
    await client.close();
    await app.stop();
    await removeHome(app.home);
  });

  const call = async (tool: string, input: Record<string, unknown>): Promise<Record<string, unknown>> =>
    answerOf(await client.call(tool, input));

  it('ends what an agent runs and asks, refuses what comes, and the agent reads why', async () => {
    const running = call('vault_run', {
      command: [process.execPath, '-e', 'console.log(process.pid); setInterval(() => undefined, 1000)'],
      secrets: ['shop/dev/DB_PASSWORD'],
      background: true,
    });
    await person.approveNext();
    const { job } = await running;
    const printed = async () => (await call('vault_job', { id: job, action: 'output' }))['stdout'];
    await expect.poll(printed).toMatch(/^\d+\n$/);
    const pid = Number(await printed());
    const asked = client.call('vault_set', { path: 'shop/own', data: { A: 'x' } });
    await person.nextQuestion();

    const ended = await person.client.call('agents.pause', { agent: 'cursor' });
    expect(ended).toMatchObject({ questions: 1, commands: 1 });
    expect(answerOf(await asked)).toMatchObject({ code: 'withdrawn' });
    await expect.poll(() => identifyProcess(pid)).toBeNull();
    expect(await call('vault_list', {})).toMatchObject({ code: 'paused' });
    expect(await call('vault_job', { id: job, action: 'output' })).toMatchObject({ code: 'paused' });
    expect(await call('vault_status', {})).toMatchObject({ paused: true, next: expect.stringContaining('resume') });
    const again = await connect(app, { era: 'legacy', agent: 'cursor' });
    expect(answerOf(await again.call('vault_list', {}))).toMatchObject({ code: 'paused' });
    await again.close();
    const { entries } = await person.client.call('audit.list', { limit: 100 });
    expect(entries.filter(({ action }) => action === 'agents.pause')).toMatchObject([
      { agent: 'person', subject: 'agent cursor', outcome: 'done' },
    ]);

    expect(await person.client.call('agents.resume', { agent: 'cursor' })).toEqual({ resumed: true });
    expect(await call('vault_list', {})).toMatchObject({ status: 'done' });
  });

  it('of all agents is one command away, outlives a restart, and only the person ends it', async () => {
    const paused = await app.command(['agent', 'pause', '--all', '--json']);
    expect(paused).toMatchObject({ code: 0 });
    expect(JSON.parse(paused.stdout)).toEqual({ questions: 0, commands: 0, grants: 0 });
    expect(await call('vault_list', {})).toMatchObject({ code: 'paused' });
    const refused = await app.command(['secret', 'list']);
    expect(refused).toMatchObject({ code: 4, stderr: expect.stringContaining('paused') });
    const { home } = app;
    await client.close();
    await app.kill();
    app = await startApp({ home });
    person = await signIn(app, app.code);
    client = await connect(app, { era: 'modern', agent: 'another-one' });
    await untilReady(person);
    expect(await call('vault_list', {})).toMatchObject({ code: 'paused' });
    expect(await person.client.call('app.status', {})).toMatchObject({ pausedSince: expect.any(Number) });
    await person.client.call('agents.resume', { agent: null });
    expect(await call('vault_list', {})).toMatchObject({ status: 'done' });
  });

  it.each([
    [['agent', 'pause'], 2],
    [['agent', 'pause', 'cursor', '--all'], 2],
    [['agent', 'pause', 'nobody-of-this-name'], 1],
  ])('says what is wrong with %j', async (args, code) => {
    const { stderr, ...rest } = await app.command(args);
    expect(rest).toMatchObject({ code });
    expect(stderr.trim().split('\n').length).toBeGreaterThan(0);
  });
});
