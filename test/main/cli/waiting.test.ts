import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { signIn, untilReady, type Person } from '../../stories/person.ts';
import { newHome, removeHome, ROOT, startApp, type RunningApp } from '../../stories/running-app.ts';

const TEN_SECONDS = 10_000;
const TEN_MINUTES = 10 * 60_000;

let app: RunningApp;
let person: Person;
beforeAll(async () => {
  app = await startApp({ home: await newHome() });
  person = await signIn(app, app.code);
  await untilReady(person);
});
afterAll(async () => {
  await app.stop();
  await removeHome(app.home);
});

/** The command from its sources; resolves only when its process ended by itself. */
function command(args: readonly string[], input = '') {
  const child = spawn(process.execPath, [join(ROOT, 'main', 'cli', 'main.ts'), ...args], { env: app.env, cwd: ROOT });
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()));
  child.stdin.end(input);
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, ...said }));
  return { said, ended };
}

describe('a command that asks the person', () => {
  it.each([
    [['secret', 'list']],
    [['secret', 'history', 'shop/development']],
    [['agent', 'key', 'robot']],
    [['secret', 'create', 'shop/development/KEY', '--generate']],
  ])('%j ends with 4 when the person says no', async (args) => {
    const { ended } = command(args);
    await person.decide((await person.nextQuestion()).id, 'deny');
    const { code, stdout, stderr } = await ended;
    expect({ code, stdout }).toEqual({ code: 4, stdout: '' });
    expect(stderr).toBe('You said no.\nNothing was changed or shown.\n');
  });

  it('says the same to programs, with the code of the core', async () => {
    const { ended } = command(['agent', 'key', 'robot', '--json']);
    await person.decide((await person.nextQuestion()).id, 'deny');
    const { code, stderr } = await ended;
    expect(code).toBe(4);
    expect(JSON.parse(stderr)).toEqual({
      code: 'denied',
      message: 'You said no.',
      next: 'Nothing was changed or shown.',
    });
  });

  it('says how to go on when the command itself is paused', async () => {
    expect(await command(['agent', 'pause', 'cli']).ended).toMatchObject({ code: 0 });
    expect(await command(['secret', 'list']).ended).toEqual({
      code: 4,
      stdout: '',
      stderr: 'You paused this command: it is the agent cli.\nResume it on the page Agents of the app.\n',
    });
    await person.client.call('agents.resume', { agent: 'cli' });
  });

  it('ends with 2 when a name cannot be one', async () => {
    expect(await command(['agent', 'key', 'no/such name']).ended).toMatchObject({ code: 2 });
    expect(await command(['secret', 'history', '../x']).ended).toMatchObject({ code: 2 });
  });
});

describe('the listing of the command', () => {
  it('of a path where nothing lies says so, and not that there are no secrets', async () => {
    const { ended } = command(['secret', 'list', 'no/such']);
    await person.approveNext();
    const { code, stdout, stderr } = await ended;
    expect({ code, stdout, stderr }).toMatchObject({ code: 0, stdout: '' });
    expect(stderr).toContain('Nothing lies below no/such.');
    expect(stderr).not.toContain('No shared secrets yet');
  });

  it('shows 250 secrets after one question', async () => {
    for (let index = 0; index < 250; index += 1) {
      const place = { kind: 'shared' } as const;
      await person.client.call('secrets.save', { place, path: `many/e${index}`, set: { KEY: 'value-value' }, cas: 0 });
    }
    const { ended } = command(['secret', 'list', 'many', '--json']);
    await person.approveNext();
    const { code, stdout } = await ended;
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toHaveLength(250);
  });
});

describe('the demonstration', () => {
  it('ends with 4 when the person says no', async () => {
    const { ended } = command(['demo']);
    await person.decide((await person.nextQuestion()).id, 'deny');
    const { code, stdout } = await ended;
    expect(code).toBe(4);
    expect(stdout).toContain(
      'You said no, so nothing happened. This is what the agent is told:\n    The person said no.',
    );
  });
});

// Last: OpenBao lives by the system's clock and refuses the app's from here on.
describe('a question that nobody answers', () => {
  it('says once where to answer, and ends with 5 and the reason when nobody did, as the demonstration does', async () => {
    const demo = command(['demo']);
    const asking = [
      command(['secret', 'list']),
      command(['secret', 'create', 'shop/development/KEY', '--generate']),
      command(['agent', 'key', 'robot']),
    ];
    const waiting = async (): Promise<number> =>
      (await person.client.call('approvals.list', { show: 'pending' })).items.length;
    await expect.poll(waiting, { timeout: 10_000 }).toBe(asking.length + 1);
    await app.advance(TEN_SECONDS);
    const line = `Waiting for you to approve in Countersign: ${app.ui}\n`;
    for (const { said } of asking) await expect.poll(() => said.stderr, { timeout: 10_000 }).toBe(line);
    await app.advance(TEN_MINUTES);
    expect(await demo.ended).toMatchObject({ code: 5 });
    for (const { ended } of asking) {
      const { code, stdout, stderr } = await ended;
      expect({ code, stdout }).toEqual({ code: 5, stdout: '' });
      expect(stderr).toContain(
        'The person did not answer in time.\nNothing was changed or shown. Run the command again: it asks you anew.\n',
      );
      expect(stderr.split('Waiting for you')).toHaveLength(2);
    }
  });
});
