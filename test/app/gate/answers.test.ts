import { describe, expect, it } from 'vitest';

import { heldBack, openGate, type GateWorld } from '../../fakes/open-gate.ts';
import { rejectedCode } from '../domain/thrown.ts';

const READ = { path: 'shop/dev', reveal: true };
const VALUES = { DB: 'hunter2-hunter2' };
const reads = (world: GateWorld): number => world.trace.filter((step) => step === 'vault read').length;

async function worldWithEntry() {
  const world = await openGate();
  await world.put('mcp/cursor/shop/dev', VALUES);
  return { world, agent: world.agent() };
}

/** A question whose call answered `pending` and left. */
async function pendingReveal() {
  const { world, agent } = await worldWithEntry();
  const answer = agent.call('vault_get', READ, { holdMs: 1000 });
  await world.settle();
  await world.clock.advance(1000);
  const { approval_id: id } = await answer;
  return { world, agent, id };
}

describe('a value that goes to the agent', () => {
  it('is in the audit under a name of its own, from the question to the end', async () => {
    const { world, agent } = await worldWithEntry();
    const { answer } = agent.start('vault_get', READ);
    await world.settle();
    await world.decide('approve');
    await answer;
    expect(world.audited.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
      'vault_get.reveal asked',
      'vault_get.reveal approved',
      'vault_get.reveal intent',
      'vault_get.reveal done',
    ]);
  });

  it('is asked for each time, with the warning that it goes to the model, and is never remembered', async () => {
    const { world, agent } = await worldWithEntry();
    const { answer } = agent.start('vault_get', READ);
    await world.settle();
    expect(world.question()).toMatchObject({
      flags: ['goes_to_model'],
      offers: ['once'],
      question: { kind: 'read', keys: ['DB'], version: 1 },
    });
    expect(reads(world)).toBe(0);
    await world.decide('approve');
    expect(await answer).toMatchObject({ status: 'done', values: VALUES });
    void agent.start('vault_get', READ);
    await world.settle();
    expect(world.book.pending()).toHaveLength(1);
  });

  it('goes to the call that waits, and cannot be fetched a second time', async () => {
    const { world, agent } = await worldWithEntry();
    const { answer } = agent.start('vault_get', READ);
    await world.settle();
    const { id } = world.question();
    await world.decide('approve');
    await answer;
    expect(await rejectedCode(agent.call('vault_job', { id, action: 'wait' }))).toBe('not_found');
    expect(await rejectedCode(agent.call('vault_job', { id, action: 'output' }))).toBe('not_found');
  });

  it('is not read before its call comes back', async () => {
    const { world, agent, id } = await pendingReveal();
    await world.decide('approve');
    await world.settle();
    await world.clock.advance(2 * 60_000 - 1);
    expect(reads(world)).toBe(0);
    expect(await agent.call('vault_job', { id, action: 'wait' })).toMatchObject({ result: { values: VALUES } });
  });

  it('goes to the same call again as well', async () => {
    const { world, agent } = await pendingReveal();
    await world.decide('approve');
    await world.settle();
    expect(await agent.call('vault_get', READ)).toMatchObject({ values: VALUES });
  });

  it('goes nowhere when no call came back within two minutes of the yes', async () => {
    const { world, agent, id } = await pendingReveal();
    await world.decide('approve');
    await world.settle();
    await world.clock.advance(2 * 60_000);
    expect(reads(world)).toBe(0);
    expect(world.book.decided(1)).toMatchObject([{ state: 'void' }]);
    expect(await rejectedCode(agent.call('vault_job', { id, action: 'wait' }))).toBe('expired');
  });

  it('goes nowhere when its question is taken back after the yes', async () => {
    const { world, agent, id } = await pendingReveal();
    await world.decide('approve');
    await world.settle();
    expect(await agent.call('vault_job', { id, action: 'cancel' })).toMatchObject({ status: 'done' });
    await world.settle();
    expect(reads(world)).toBe(0);
    expect(world.book.decided(1)).toMatchObject([{ state: 'withdrawn' }]);
    expect(await rejectedCode(agent.call('vault_job', { id, action: 'wait' }))).toBe('withdrawn');
  });

  it('is kept for two minutes at most when its call went away while it was read', async () => {
    const { world, agent } = await worldWithEntry();
    const call = agent.start('vault_get', READ);
    await world.settle();
    const { id } = world.question();
    const slow = heldBack();
    world.switches.vault = async (method, proceed) => {
      if (method === 'read') await slow.wait;
      return proceed();
    };
    await world.decide('approve');
    await world.settle();
    call.cancel();
    slow.open();
    await world.settle();
    await world.clock.advance(2 * 60_000);
    expect(await rejectedCode(agent.call('vault_job', { id, action: 'wait' }))).toBe('not_found');
  });

  it('is of the version that was shown, also when a newer one was written meanwhile', async () => {
    const { world, agent } = await worldWithEntry();
    const { answer } = agent.start('vault_get', READ);
    await world.settle();
    await world.put('mcp/cursor/shop/dev', { DB: 'the-next-value' });
    await world.decide('approve');
    expect(await answer).toMatchObject({ version: 1, values: VALUES });
  });
});

describe('a key for an agent', () => {
  it('is made when the person approves, shown once, and opens the door', async () => {
    const world = await openGate();
    const command = world.agent('cli', { door: 'command' });
    const { answer } = command.start('agent_key', { agent: 'ci-bot' });
    await world.settle();
    expect(world.question()).toMatchObject({ question: { kind: 'credential', agent: 'ci-bot' }, offers: ['once'] });
    expect(world.registry.list()).toEqual([]);
    const { id } = world.question();
    await world.decide('approve');
    const { key, ends } = await answer;
    expect(world.registry.authenticate(String(key))).toBe('ci-bot');
    expect(Date.parse(String(ends)) - world.clock.now()).toBe(90 * 24 * 3_600_000);
    expect(await rejectedCode(command.call('vault_job', { id, action: 'wait' }))).toBe('not_found');
    expect(JSON.stringify([world.audited, world.shown, await world.journal.readAll()])).not.toContain(String(key));
  });

  it.each(['cli', 'root', 'sys', 'auth', '_shared', 'Team', '', '-x', 'a'.repeat(41), '../x'])(
    'is refused for %j',
    async (agent) => {
      const world = await openGate();
      const command = world.agent('cli', { door: 'command' });
      expect(await rejectedCode(command.call('agent_key', { agent }))).toBe('bad_input');
      expect(world.shown).toEqual([]);
    },
  );
});
