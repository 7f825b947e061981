import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, it, onTestFinished } from 'vitest';

import { answerOf, connect } from './clients.ts';
import { signIn, untilReady } from './person.ts';
import { newHome, removeHome, startApp } from './running-app.ts';

it('starts, says so and serves when what it knew of approvals cannot be read', async () => {
  const home = await newHome();
  onTestFinished(() => removeHome(home));
  await mkdir(join(home, 'state', 'approvals.jsonl'), { recursive: true, mode: 0o700 });
  const app = await startApp({ home });
  onTestFinished(() => app.stop());
  const person = await signIn(app, app.code);
  await untilReady(person);
  const { notices } = await person.client.call('app.status', {});
  expect(notices).toContainEqual(expect.objectContaining({ code: 'state_damaged', subject: 'approvals' }));
  const client = await connect(app, { era: 'modern' });
  onTestFinished(() => client.close());
  expect(answerOf(await client.call('vault_list', {}))).toMatchObject({ status: 'done' });
  // Without a journal nothing can be asked, so nothing is written.
  const refused = await client.call('vault_set', { path: 'shop/dev', data: { A: 'x' } });
  expect(answerOf(refused)).toMatchObject({ code: 'unavailable', next: expect.any(String) as string });
});
