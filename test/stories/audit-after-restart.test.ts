import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { AuditView } from '../../app/contract/ui/audit.ts';

import { connect } from './clients.ts';
import { signIn, untilReady, type Person } from './person.ts';
import { newHome, removeHome, startApp, type RunningApp } from './running-app.ts';

describe('the audit after a restart of the app', () => {
  let app: RunningApp;
  let person: Person;

  const start = async (home: string): Promise<void> => {
    app = await startApp({ home });
    person = await signIn(app, app.code);
    await untilReady(person);
  };
  const lines = async (): Promise<readonly AuditView[]> => {
    const { entries } = await person.client.call('audit.list', { limit: 500 });
    return entries;
  };
  const last = async (action: string): Promise<AuditView | undefined> =>
    (await lines()).find((line) => line.action === action && line.outcome === 'done');

  beforeAll(async () => {
    await start(await newHome());
    const place = { kind: 'shared' } as const;
    await person.client.call('secrets.save', { place, path: 'shop/dev/db', set: { PASSWORD: 'canary-83hf' }, cas: 0 });
    const agent = await connect(app, { era: 'modern', agent: 'claude-code' });
    const writing = agent.call('vault_set', { path: 'mail/development', data: { TOKEN: 'canary-12ab' } });
    await person.approveNext();
    await writing;
    const use = agent.call('vault_run', { command: ['true'], secrets: ['mail/development/TOKEN'], cwd: app.home });
    await person.approveNext();
    await use;
    await agent.call('vault_list', { path: 'mail' });
    await agent.close();
    await app.stop();
    await start(app.home);
  });
  afterAll(async () => {
    await app.stop();
    await removeHome(app.home);
  });

  it('names entries, keys and folders of older lines again', async () => {
    const entry = 'own:claude-code/mail/development';
    await expect.poll(() => last('secrets.save')).toMatchObject({ subject: 'shared/shop/dev/db', keys: ['PASSWORD'] });
    await expect.poll(() => last('vault_set')).toMatchObject({ subject: entry, keys: ['TOKEN'] });
    await expect.poll(() => last('vault_run')).toMatchObject({ subject: `${entry}/TOKEN` });
    await expect.poll(() => last('vault_list')).toMatchObject({ subject: 'own:claude-code/mail' });
  });

  it('has no line of it, and is whole', async () => {
    const before = await lines();
    expect(before[0]).toMatchObject({ action: 'session' });
    expect(await person.client.call('audit.verify', {})).toMatchObject({ ok: true, entries: before.length });
  });

  it('says in which session the person did what, by the name that the page has for its own', async () => {
    const { person: own } = await person.client.call('app.status', {});
    const newest = (await lines()).find(({ action }) => action === 'session');
    expect(newest?.session).toBe(own.session);
    const second = await signIn(app, new URL((await app.command(['open', '--print'])).stdout.trim()).hash.slice(6));
    const other = await second.client.call('app.status', {});
    expect(other.person.session).not.toBe(own.session);
    await expect
      .poll(async () => (await lines()).find(({ action }) => action === 'session')?.session)
      .toBe(other.person.session);
    expect((await lines()).find(({ agent }) => agent === 'claude-code')).not.toHaveProperty('session');
  });
});
