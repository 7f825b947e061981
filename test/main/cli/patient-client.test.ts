import { describe, expect, it } from 'vitest';

import { AppError } from '../../../app/kernel/errors.ts';
import type { CommandClient, ToolAnswer } from '../../../main/cli/command-client.ts';
import { patientClient } from '../../../main/cli/patient-client.ts';

type Answer = ToolAnswer | AppError;

/** Answers in this order, each after the progress in front of it, and keeps what was called and said. */
function coreThatAnswers(answers: readonly (Answer | string)[], page = '') {
  const left = [...answers];
  const calls: unknown[] = [];
  const said: string[] = [];
  const client: CommandClient = {
    page,
    close: () => undefined,
    async call(tool, input, progress) {
      calls.push([tool, input]);
      let next = left.shift();
      for (; typeof next === 'string'; next = left.shift()) progress?.(next);
      if (next === undefined || next instanceof AppError) throw next ?? new Error('One call too many.');
      return next;
    },
  };
  return { calls, said, client: patientClient(client, (line) => void said.push(line)) };
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

describe('what a command says while it waits', () => {
  const ASKING = 'Waiting for the person.';
  const DONE = { status: 'done', version: 1 };

  it('is once where to answer, when its own call says that it waits for the person', async () => {
    const { calls, said, client } = coreThatAnswers([ASKING, ASKING, ASKING, DONE], 'http://localhost:8090');
    await client.call('vault_set', {});
    expect(said).toEqual(['Waiting for you to approve in Countersign: http://localhost:8090']);
    expect(calls).toEqual([['vault_set', {}]]);
  });

  it('is said once for all calls of a question that outlives one', async () => {
    const { said, client } = coreThatAnswers([ASKING, PENDING, ASKING, { status: 'done', result: DONE }]);
    expect(await client.call('vault_set', {})).toEqual(DONE);
    expect(said).toEqual(['Waiting for you to approve in Countersign']);
  });

  it('is said too when the answer was the first to tell of the question', async () => {
    const { said, client } = coreThatAnswers([PENDING, { status: 'done', result: DONE }]);
    await client.call('vault_set', {});
    expect(said).toHaveLength(1);
  });

  it('is nothing while the vault is slow, whatever other agents ask meanwhile', async () => {
    const { calls, said, client } = coreThatAnswers([
      'It is being carried out.',
      { status: 'pending', next: 'Repeat.' },
      'It is being carried out.',
      DONE,
    ]);
    await client.call('vault_set', {});
    expect(said).toEqual([]);
    expect(calls).toEqual([
      ['vault_set', {}],
      ['vault_set', {}],
    ]);
  });
});
