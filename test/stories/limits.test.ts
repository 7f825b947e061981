import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { answerOf, connect, type McpClient } from './clients.ts';
import { signIn, untilReady, type Person } from './person.ts';
import { newHome, removeHome, startApp, type RunningApp } from './running-app.ts';

describe('an agent that floods the app', () => {
  let app: RunningApp;
  let person: Person;
  const clients: McpClient[] = [];

  beforeAll(async () => {
    app = await startApp({ home: await newHome() });
    person = await signIn(app, app.code);
    await untilReady(person);
    const { key } = await person.client.call('agents.createKey', { agent: 'cursor' });
    clients.push(
      await connect(app, { era: 'modern', agent: 'cursor' }),
      await connect(app, { era: 'legacy', agent: 'cursor' }),
      await connect(app, { era: 'modern', agent: 'cursor', key }),
      await connect(app, { era: 'legacy', agent: 'cursor', key }),
    );
  });
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.close()));
    await app.stop();
    await removeHome(app.home);
  });

  it('is bounded over all its doors and connections together, and others go on working', async () => {
    const other = await connect(app, { era: 'modern', agent: 'claude' });
    const flood = clients.flatMap((client) => Array.from({ length: 25 }, () => client.call('vault_list', {})));
    expect(answerOf(await other.call('vault_list', {}))).toMatchObject({ status: 'done' });
    const codes = (await Promise.all(flood)).map((reply) => answerOf(reply)['code'] ?? 'done');
    expect(new Set(codes)).toEqual(new Set(['done', 'busy', ...codes.filter((code) => code === 'rate_limited')]));
    const { entries } = await person.client.call('audit.list', { limit: 200 });
    const refused = entries.filter(({ outcome, agent }) => outcome === 'refused' && agent === 'cursor');
    expect(refused).toHaveLength(1);
    await other.close();
  });

  it('works again when it calms down', async () => {
    const [client] = clients;
    await expect
      .poll(async () => answerOf((await client?.call('vault_list', {})) ?? {})['status'], {
        timeout: 10_000,
        interval: 500,
      })
      .toBe('done');
  });
});
