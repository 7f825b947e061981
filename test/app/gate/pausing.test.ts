import { describe, expect, it } from 'vitest';

import { commandTools, mcpTools } from '../../../app/contract/tools/catalogue.ts';
import { pauseAgents, resumeAgents } from '../../../app/features/agents/pause-agents.ts';
import { failing, heldBack, openGate } from '../../fakes/open-gate.ts';
import { rejectedCode } from '../domain/thrown.ts';

const WRITE = { path: 'shop/dev', data: { DB: 'hunter2-hunter2' } };
const RUN = { command: ['env', '-0'], secrets: ['shop/dev/DB'] };
const BY = { agent: 'person', connection: 'browser 1' };

describe('an agent that the person paused', () => {
  it.each([
    ['vault_get', { path: 'shop/dev' }],
    ['vault_set', WRITE],
    ['vault_run', RUN],
    ['vault_job', { id: 'apr_x', action: 'wait' }],
  ])('is refused, and the refusal is noted: %s', async (tool, input) => {
    const world = await openGate();
    await world.put('mcp/cursor/shop/dev', { DB: 'hunter2-hunter2' });
    await pauseAgents(world.pausing, 'cursor', BY);
    const error = await world
      .agent()
      .call(tool, input)
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'paused', next: expect.stringContaining('resume') as string });
    expect(world.trace.filter((step) => step.startsWith('vault'))).toEqual([]);
    expect(world.audited.at(-1)).toMatchObject({ agent: 'cursor', action: tool, outcome: 'refused', detail: 'paused' });
  });

  it('has its questions withdrawn, its commands ended and its remembered answers forgotten, in one line of the audit', async () => {
    const world = await openGate();
    await world.put('mcp/cursor/shop/dev', { DB: 'hunter2-hunter2' });
    const agent = world.agent();
    const run = agent.start('vault_run', RUN);
    await world.settle();
    await world.decide('approve', 'fifteen_minutes');
    await world.settle();
    const question = agent.start('vault_set', WRITE);
    await world.settle();
    expect(await pauseAgents(world.pausing, 'cursor', BY)).toEqual({ questions: 1, commands: 1, grants: 1 });
    world.processes.runs.at(-1)?.finish();
    expect(await rejectedCode(question.answer)).toBe('withdrawn');
    await run.answer.catch(() => undefined);
    expect(world.processes.runs.at(-1)?.isAskedToEnd).toBe(true);
    expect(world.book.pending()).toEqual([]);
    expect(world.book.grants.list()).toEqual([]);
    expect(world.audited.filter(({ action }) => action === 'agents.pause')).toMatchObject([
      {
        agent: 'person',
        connection: 'browser 1',
        subject: 'agent cursor',
        outcome: 'done',
        detail: 'ended: questions 1, commands 1, remembered answers 1',
      },
    ]);
  });

  it('has no effect of a call that was being looked at when it was paused', async () => {
    const world = await openGate();
    await world.put('mcp/cursor/shop/dev', { DB: 'hunter2-hunter2' });
    const slow = heldBack();
    world.switches.vault = async (_method, proceed) => {
      await slow.wait;
      return proceed();
    };
    world.kinds.set('cursor', 'program');
    const { answer } = world.agent().start('vault_set', WRITE);
    await world.settle();
    await pauseAgents(world.pausing, 'cursor', BY);
    slow.open();
    expect(await rejectedCode(answer)).toBe('withdrawn');
    expect(world.trace.filter((step) => step === 'vault write')).toEqual([]);
  });

  it('keeps no other agent from working, and works again once it is resumed', async () => {
    const world = await openGate();
    for (const name of ['cursor', 'claude']) await world.put(`mcp/${name}/shop/dev`, { DB: 'hunter2-hunter2' });
    await pauseAgents(world.pausing, 'cursor', BY);
    expect(await world.agent('claude').call('vault_get', { path: 'shop/dev' })).toMatchObject({ keys: ['DB'] });
    expect(await resumeAgents(world.pausing, 'cursor', BY)).toBe(true);
    expect(await world.agent().call('vault_get', { path: 'shop/dev' })).toMatchObject({ keys: ['DB'] });
    expect(world.audited.map(({ action }) => action)).toContain('agents.resume');
  });

  it('stays paused over a restart', async () => {
    const world = await openGate();
    await pauseAgents(world.pausing, 'cursor', BY);
    const next = await world.restart();
    expect(await rejectedCode(next.agent().call('vault_get', { path: 'shop/dev' }))).toBe('paused');
    expect(await rejectedCode(next.agent('claude').call('vault_get', { path: 'shop/dev' }))).toBe('not_found');
  });

  it('is paused for this run at least when it cannot be written down, and the person is told', async () => {
    const world = await openGate();
    const write = world.state.write.bind(world.state);
    Object.assign(world.state, { write: failing('unavailable') });
    const error = await pauseAgents(world.pausing, 'cursor', BY).catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('only until Countersign ends') as string,
    });
    expect(await rejectedCode(world.agent().call('vault_get', { path: 'shop/dev' }))).toBe('paused');
    Object.assign(world.state, { write });
  });

  it('can be paused when the audit cannot be written', async () => {
    const world = await openGate();
    world.switches.audit = failing('audit_unavailable');
    await pauseAgents(world.pausing, 'cursor', BY);
    expect(world.pausing.pauses.isPaused('cursor')).toBe(true);
    expect(await rejectedCode(resumeAgents(world.pausing, 'cursor', BY))).toBe('audit_unavailable');
    expect(world.pausing.pauses.isPaused('cursor')).toBe(true);
  });
});

describe('all agents paused', () => {
  it('are refused, those that nobody has seen yet included, and the command too', async () => {
    const world = await openGate();
    await pauseAgents(world.pausing, null, BY);
    for (const agent of [world.agent(), world.agent('new-one'), world.agent('cli', { door: 'command' })]) {
      expect(await rejectedCode(agent.call('vault_list', {}))).toBe('paused');
    }
  });

  it('can be paused by the command, which resumes nobody', async () => {
    const world = await openGate();
    const command = world.agent('cli', { door: 'command' });
    expect(await command.call('agent_pause', {})).toMatchObject({ status: 'done', questions: 0 });
    expect(await rejectedCode(world.agent().call('vault_list', {}))).toBe('paused');
    expect(await command.call('agents_list', {})).toMatchObject({ agents: [] });
    expect(await rejectedCode(world.agent().call('agent_pause', {}))).toBe('unknown_call');
    expect(await rejectedCode(command.call('agent_pause', { agent: 'nobody' }))).toBe('not_found');
    expect([...commandTools, ...mcpTools].filter(({ name }) => name.includes('resume'))).toEqual([]);
  });

  it('leave one that was paused by itself paused when all are resumed', async () => {
    const world = await openGate();
    await pauseAgents(world.pausing, 'cursor', BY);
    await pauseAgents(world.pausing, null, BY);
    await resumeAgents(world.pausing, null, BY);
    expect(world.pausing.pauses.isPaused('claude')).toBe(false);
    expect(world.pausing.pauses.isPaused('cursor')).toBe(true);
  });

  it('is how it stands when the file that says who is paused was changed from outside', async () => {
    const world = await openGate();
    await pauseAgents(world.pausing, 'cursor', BY);
    world.state.damage('pauses');
    const next = await world.restart();
    expect(await rejectedCode(next.agent('claude').call('vault_list', {}))).toBe('paused');
  });
});
