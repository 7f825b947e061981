import { describe, expect, it } from 'vitest';

import { AppError } from '../../../app/kernel/errors.ts';
import type { CommandClient, ToolAnswer } from '../../../main/cli/command-client.ts';
import { patientClient } from '../../../main/cli/patient-client.ts';

/** Answers in this order, and keeps what was called. */
function coreThatAnswers(answers: readonly (ToolAnswer | AppError)[]) {
  const left = [...answers];
  const calls: unknown[] = [];
  const client: CommandClient = {
    page: '',
    close: () => undefined,
    async call(tool, input) {
      calls.push([tool, input]);
      const next = left.shift();
      if (next === undefined || next instanceof AppError) throw next ?? new Error('One call too many.');
      return next;
    },
  };
  return { calls, client: patientClient(client, () => undefined) };
}

const PENDING = { status: 'pending', approval_id: 'apr_1', next: 'Wait.' };

describe('a call whose question outlives the time that the core holds it', () => {
  it('goes on waiting by the name of the question, and gives the result of the call', async () => {
    const { calls, client } = coreThatAnswers([
      PENDING,
      { ...PENDING, tool: 'vault_list' },
      { status: 'done', tool: 'vault_list', result: { status: 'done', entries: [] } },
    ]);
    expect(await client.call('vault_list', { path: 'shared:' })).toEqual({ status: 'done', entries: [] });
    const waited = ['vault_job', { id: 'apr_1', action: 'wait' }];
    expect(calls).toEqual([['vault_list', { path: 'shared:' }], waited, waited]);
  });

  it('makes the same call again where there is no question yet', async () => {
    const { calls, client } = coreThatAnswers([
      { status: 'pending', next: 'Repeat.' },
      { status: 'done', version: 1 },
    ]);
    expect(await client.call('vault_set', { path: 'a' })).toEqual({ status: 'done', version: 1 });
    expect(calls).toEqual([
      ['vault_set', { path: 'a' }],
      ['vault_set', { path: 'a' }],
    ]);
  });

  it('fails as the question ended', async () => {
    const { client } = coreThatAnswers([PENDING, new AppError('expired', 'The person did not answer in time.')]);
    await expect(client.call('vault_list', {})).rejects.toMatchObject({ code: 'expired' });
  });
});
