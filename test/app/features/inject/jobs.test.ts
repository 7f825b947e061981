import { beforeEach, describe, expect, it } from 'vitest';

import { heldBack, openGate, type GateWorld, type TestAgent } from '../../../fakes/open-gate.ts';
import { rejectedCode } from '../../domain/thrown.ts';

const RUN = { command: ['env'], secrets: ['shop/dev/DB'] };
const BACKGROUND = { ...RUN, background: true };

let world: GateWorld;
let agent: TestAgent;
beforeEach(async () => {
  world = await openGate();
  agent = world.agent();
  await world.put('mcp/cursor/shop/dev', { DB: 'hunter2-hunter2' });
});

const lastRun = () => world.processes.runs.at(-1)!;

async function approvedCall(input: object, options = {}) {
  const call = agent.start('vault_run', input, options);
  await world.settle();
  await world.decide('approve', 'fifteen_minutes');
  await world.settle();
  return call;
}

describe('a command in the background', () => {
  it('answers running at once, and goes on', async () => {
    const { answer } = await approvedCall(BACKGROUND);
    expect(await answer).toMatchObject({ status: 'running', job: expect.stringMatching(/^job_[a-z2-7]{20}$/) });
    await world.gate.connectionEnded('cursor-1');
    expect(lastRun().isAskedToEnd).toBe(false);
  });

  it('shows what it printed so far, without values, and at last its result', async () => {
    const { job } = await (await approvedCall(BACKGROUND)).answer;
    lastRun().print('stdout', 'one hunter2-hunter2 hunt');
    const output = () => agent.call('vault_job', { id: job, action: 'output' });
    expect(await output()).toMatchObject({ status: 'running', job, stdout: 'one [REDACTED:DB] ', stderr: '' });
    lastRun().print('stdout', 'ing');
    expect(await output()).toMatchObject({ stdout: 'one [REDACTED:DB] hunting' });
    const waiting = agent.call('vault_job', { id: job, action: 'wait' });
    await world.settle();
    lastRun().finish({ exitCode: 0 });
    expect(await waiting).toMatchObject({
      status: 'done',
      tool: 'vault_run',
      result: {
        exit_code: 0,
        stdout: 'one [REDACTED:DB] hunting',
      },
    });
    expect(await output()).toMatchObject({ status: 'done', stdout: 'one [REDACTED:DB] hunting' });
  });

  it('is held as long as any wait', async () => {
    const { job } = await (await approvedCall(BACKGROUND)).answer;
    const waiting = agent.call('vault_job', { id: job, action: 'wait' }, { holdMs: 10_000 });
    await world.settle();
    await world.clock.advance(10_000);
    expect(await waiting).toMatchObject({ status: 'running', job });
  });

  it('is joined by the same call, not started twice', async () => {
    const { job } = await (await approvedCall(BACKGROUND)).answer;
    expect(await agent.call('vault_run', BACKGROUND)).toMatchObject({ status: 'running', job });
    expect(world.processes.runs).toHaveLength(1);
  });

  it('can be cancelled, which ends it', async () => {
    const { job } = await (await approvedCall(BACKGROUND)).answer;
    expect(await agent.call('vault_job', { id: job, action: 'cancel' })).toMatchObject({ status: 'done' });
    expect(lastRun().isAskedToEnd).toBe(true);
    await world.settle();
    expect(await agent.call('vault_job', { id: job, action: 'wait' })).toMatchObject({ result: { signal: 'SIGTERM' } });
  });

  it('belongs to its agent alone', async () => {
    const { job } = await (await approvedCall(BACKGROUND)).answer;
    const other = world.agent('claude');
    for (const action of ['wait', 'output', 'cancel']) {
      expect(await rejectedCode(other.call('vault_job', { id: job, action }))).toBe('not_found');
    }
    expect(lastRun().isAskedToEnd).toBe(false);
  });

  it('has its output kept for 30 minutes', async () => {
    const { job } = await (await approvedCall(BACKGROUND)).answer;
    lastRun().finish();
    await world.settle();
    await world.clock.advance(30 * 60_000 - 1);
    expect(await agent.call('vault_job', { id: job, action: 'output' })).toMatchObject({ status: 'done' });
    await world.clock.advance(1);
    expect(await rejectedCode(agent.call('vault_job', { id: job, action: 'output' }))).toBe('not_found');
  });
});

describe('a command that takes long', () => {
  it('answers running at the end of the hold, and its result later', async () => {
    const { answer } = await approvedCall(RUN, { holdMs: 5000 });
    await world.clock.advance(5000);
    const { status, job } = await answer;
    expect(status).toBe('running');
    lastRun().finish({ exitCode: 7 });
    expect(await agent.call('vault_job', { id: job, action: 'wait' })).toMatchObject({ result: { exit_code: 7 } });
  });

  it('is found by the id of its approval too', async () => {
    const call = agent.call('vault_run', RUN, { holdMs: 1000 });
    await world.settle();
    await world.clock.advance(1000);
    const { approval_id: id } = await call;
    await world.decide('approve');
    await world.settle();
    expect(await agent.call('vault_job', { id, action: 'output' })).toMatchObject({ status: 'running' });
    lastRun().finish({ exitCode: 0 });
    expect(await agent.call('vault_job', { id, action: 'wait' })).toMatchObject({ result: { exit_code: 0 } });
  });

  it('runs again when it is called again after its result was fetched', async () => {
    const { answer } = await approvedCall(RUN, { holdMs: 5000 });
    await world.clock.advance(5000);
    const { job } = await answer;
    lastRun().finish({ exitCode: 1 });
    await agent.call('vault_job', { id: job, action: 'wait' });
    const again = agent.call('vault_run', RUN);
    await world.settle();
    expect(world.processes.runs).toHaveLength(2);
    lastRun().finish({ exitCode: 0 });
    expect(await again).toMatchObject({ exit_code: 0 });
  });

  it('runs again too when its end was seen in its output', async () => {
    const { job } = await (await approvedCall(BACKGROUND)).answer;
    lastRun().finish();
    await world.settle();
    expect(await agent.call('vault_job', { id: job, action: 'output' })).toMatchObject({ status: 'done' });
    expect(await agent.call('vault_run', BACKGROUND)).toMatchObject({ status: 'running' });
    expect(world.processes.runs).toHaveLength(2);
  });
});

describe('a client that goes away', () => {
  it('ends its command when it cancels before it heard of running', async () => {
    const call = await approvedCall(RUN);
    call.cancel();
    expect(await rejectedCode(call.answer)).toBe('withdrawn');
    expect(lastRun().isAskedToEnd).toBe(true);
  });

  it('gets a new command when it calls again after that, not the end of the old one', async () => {
    const call = await approvedCall(RUN);
    call.cancel();
    await rejectedCode(call.answer);
    await world.settle();
    const again = agent.start('vault_run', RUN);
    await world.settle();
    expect(world.processes.runs).toHaveLength(2);
    lastRun().finish({ exitCode: 0 });
    expect(await again.answer).toMatchObject({ exit_code: 0 });
  });

  it('ends its command also when it cancels while the command is being started', async () => {
    const slow = heldBack();
    world.switches.vault = async (method, proceed) => {
      if (method === 'read') await slow.wait;
      return proceed();
    };
    const call = await approvedCall(RUN);
    call.cancel();
    expect(await rejectedCode(call.answer)).toBe('withdrawn');
    slow.open();
    await world.settle();
    expect(world.processes.runs.every(({ isAskedToEnd }) => isAskedToEnd)).toBe(true);
  });

  it('does not end a command that another call waits for', async () => {
    const call = await approvedCall(RUN);
    const other = agent.start('vault_run', RUN);
    await world.settle();
    call.cancel();
    await rejectedCode(call.answer);
    expect(lastRun().isAskedToEnd).toBe(false);
    lastRun().finish({ exitCode: 0 });
    expect(await other.answer).toMatchObject({ exit_code: 0 });
  });
});

describe('the end of the app', () => {
  it('ends every command', async () => {
    await approvedCall(BACKGROUND);
    await approvedCall({ ...RUN, command: ['sh'] });
    await world.gate.stop();
    expect(world.processes.runs.map(({ isAskedToEnd }) => isAskedToEnd)).toEqual([true, true]);
  });
});
