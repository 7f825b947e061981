import { describe, expect, it } from 'vitest';

import { failing, heldBack, openGate, type GateWorld, type TestAgent } from '../../fakes/open-gate.ts';
import { rejectedCode } from '../domain/thrown.ts';

const WRITE = { path: 'shop/dev', data: { DB: 'hunter2-hunter2' } };

/** A call that answered `pending`, and its approval's id. */
async function pendingCall(world: GateWorld, agent: TestAgent, input: unknown = WRITE, tool = 'vault_set') {
  const answer = agent.call(tool, input, { holdMs: 1000 });
  await world.settle();
  await world.clock.advance(1000);
  const { approval_id: id } = await answer;
  return String(id);
}

const wait = (agent: TestAgent, id: unknown) => agent.call('vault_job', { id, action: 'wait' });

describe('the same call again', () => {
  it('joins the question', async () => {
    const world = await openGate();
    const agent = world.agent();
    const id = await pendingCall(world, agent);
    const again = agent.call('vault_set', { data: WRITE.data, path: WRITE.path });
    await world.settle();
    expect(world.question()).toMatchObject({ id, waiting: true });
    await world.decide('approve');
    expect(await again).toMatchObject({ status: 'done', version: 1 });
    expect(await world.stored('mcp/cursor/shop/dev')).toEqual(WRITE.data);
  });

  it('joins it though the reason has other words', async () => {
    const world = await openGate();
    const agent = world.agent();
    const id = await pendingCall(world, agent, { ...WRITE, reason: 'one' });
    void agent.start('vault_set', { ...WRITE, reason: 'two' });
    await world.settle();
    expect(world.question()).toMatchObject({ id, reason: 'one' });
  });

  it.each([
    ['another value', { ...WRITE, data: { DB: 'other-value' } }, {}],
    ['another key', { ...WRITE, data: { OTHER: 'hunter2-hunter2' } }, {}],
    ['another path', { ...WRITE, path: 'shop/prod' }, {}],
    ['another mode', { ...WRITE, mode: 'replace' }, {}],
    ['another version wanted', { ...WRITE, cas: 0 }, {}],
    ['another folder', WRITE, { workspace: { cwd: '/elsewhere', path: '/usr/bin' } }],
    ['the command that speaks for the agent', WRITE, { door: 'command' as const }],
  ])('is another question with %s', async (_name, input, caller) => {
    const world = await openGate();
    const agent = world.agent();
    await pendingCall(world, agent);
    void agent.start('vault_set', input, { caller });
    await world.settle();
    expect(world.book.pending()).toHaveLength(2);
  });

  it('is another question for another agent, who cannot see the first one', async () => {
    const world = await openGate();
    const id = await pendingCall(world, world.agent('cursor'));
    const other = world.agent('claude');
    void other.start('vault_set', WRITE);
    await world.settle();
    expect(world.book.pending()).toHaveLength(2);
    for (const action of ['wait', 'output', 'cancel']) {
      expect(await rejectedCode(other.call('vault_job', { id, action }))).toBe('not_found');
    }
    expect(world.book.pending()).toHaveLength(2);
  });

  it('fetches the result once; then it is a new request', async () => {
    const world = await openGate();
    const agent = world.agent();
    const id = await pendingCall(world, agent);
    await world.decide('approve');
    await world.settle();
    expect(await agent.call('vault_set', WRITE)).toMatchObject({ version: 1 });
    expect(await wait(agent, id)).toMatchObject({ status: 'done', tool: 'vault_set', result: { version: 1 } });
    void agent.start('vault_set', WRITE);
    await world.settle();
    expect(world.question()).toMatchObject({ question: { fromVersion: 1 } });
  });

  it('is a new request too once vault_job fetched the result', async () => {
    const world = await openGate();
    const agent = world.agent();
    const id = await pendingCall(world, agent);
    await world.decide('approve');
    expect(await wait(agent, id)).toMatchObject({ result: { version: 1 } });
    void agent.start('vault_set', WRITE);
    await world.settle();
    expect(world.question()).toMatchObject({ question: { fromVersion: 1 } });
  });

  it('learns of a no once; then it is a new request', async () => {
    const world = await openGate();
    const agent = world.agent();
    await pendingCall(world, agent);
    await world.decide('deny');
    await world.settle();
    expect(await rejectedCode(agent.call('vault_set', WRITE))).toBe('denied');
    void agent.start('vault_set', WRITE);
    await world.settle();
    expect(world.book.pending()).toHaveLength(1);
  });

  it('is a new request once ten minutes passed', async () => {
    const world = await openGate();
    const agent = world.agent();
    const id = await pendingCall(world, agent);
    await world.decide('approve');
    await world.settle();
    await world.clock.advance(10 * 60_000 - 1);
    expect(await wait(agent, id)).toMatchObject({ result: { version: 1 } });
    await world.clock.advance(1);
    expect(await rejectedCode(wait(agent, id))).toBe('not_found');
    void agent.start('vault_set', WRITE);
    await world.settle();
    expect(world.book.pending()).toHaveLength(1);
  });
});

describe('vault_job', () => {
  it('waits for the person, and is held like any call', async () => {
    const world = await openGate();
    const agent = world.agent();
    const id = await pendingCall(world, agent);
    const waiting = agent.call('vault_job', { id, action: 'wait' }, { holdMs: 5000 });
    await world.settle();
    await world.clock.advance(5000);
    expect(await waiting).toMatchObject({ status: 'pending', approval_id: id, tool: 'vault_set' });
    const again = wait(agent, id);
    await world.settle();
    await world.decide('approve');
    expect(await again).toMatchObject({ status: 'done', result: { status: 'done', version: 1 } });
  });

  it('leaves the question when a wait is cancelled', async () => {
    const world = await openGate();
    const agent = world.agent();
    const id = await pendingCall(world, agent);
    const waiting = agent.start('vault_job', { id, action: 'wait' });
    await world.settle();
    waiting.cancel();
    expect(await rejectedCode(waiting.answer)).toBe('withdrawn');
    await world.gate.connectionEnded('cursor-1');
    expect(world.question().id).toBe(id);
  });

  it('tells the no of the person as an error', async () => {
    const world = await openGate();
    const agent = world.agent();
    const id = await pendingCall(world, agent);
    const waiting = wait(agent, id);
    await world.settle();
    await world.decide('deny');
    expect(await rejectedCode(waiting)).toBe('denied');
  });

  it('takes a question back, once, and notes it', async () => {
    const world = await openGate();
    const agent = world.agent();
    const id = await pendingCall(world, agent);
    expect(await agent.call('vault_job', { id, action: 'cancel' })).toMatchObject({ status: 'done' });
    await world.settle();
    expect(world.book.pending()).toEqual([]);
    expect(world.audited.at(-1)).toMatchObject({ outcome: 'refused', detail: 'withdrawn', approval: id });
    expect(await rejectedCode(agent.call('vault_job', { id, action: 'cancel' }))).toBe('conflict');
    void agent.start('vault_set', WRITE);
    await world.settle();
    expect(world.question().id).not.toBe(id);
  });

  it('does not say that it cancelled what was written already', async () => {
    const world = await openGate();
    const agent = world.agent();
    const id = await pendingCall(world, agent);
    await world.decide('approve');
    await world.settle();
    expect(await rejectedCode(agent.call('vault_job', { id, action: 'cancel' }))).toBe('conflict');
  });

  it('does not cancel what is being written', async () => {
    const world = await openGate();
    const agent = world.agent();
    const id = await pendingCall(world, agent);
    const slow = heldBack();
    world.switches.vault = async (method, proceed) => {
      if (method === 'write') await slow.wait;
      return proceed();
    };
    await world.decide('approve');
    await world.settle();
    expect(await rejectedCode(agent.call('vault_job', { id, action: 'cancel' }))).toBe('conflict');
    const waiting = agent.call('vault_job', { id, action: 'wait' }, { holdMs: 1000 });
    await world.settle();
    await world.clock.advance(1000);
    expect((await waiting)['next']).toMatch(/being carried out/);
    slow.open();
    expect(await wait(agent, id)).toMatchObject({ result: { version: 1 } });
  });

  it('tells the failure of the effect', async () => {
    const world = await openGate();
    const agent = world.agent();
    const id = await pendingCall(world, agent);
    world.switches.vault = (method, proceed) => (method === 'write' ? failing('sealed')() : proceed());
    await world.decide('approve');
    expect(await rejectedCode(wait(agent, id))).toBe('sealed');
    expect(world.book.decided(1)).toMatchObject([{ state: 'failed', outcome: { kind: 'error' } }]);
  });
});

describe('a slow server', () => {
  it('does not make a program write twice: the same call fetches the result', async () => {
    const world = await openGate();
    world.kinds.set('cursor', 'program');
    const slow = heldBack();
    world.switches.vault = async (method, proceed) => {
      if (method === 'write') await slow.wait;
      return proceed();
    };
    const agent = world.agent();
    const first = agent.call('vault_set', WRITE, { holdMs: 1000 });
    await world.settle();
    await world.clock.advance(1000);
    expect(await first).toMatchObject({ status: 'pending', next: expect.stringMatching(/Repeat the same call/) });
    slow.open();
    expect(await agent.call('vault_set', WRITE)).toMatchObject({ status: 'done', version: 1 });
    expect(world.trace.filter((step) => step === 'vault write')).toHaveLength(1);
  });

  it('keeps the result of a write for the same call when the client went away meanwhile', async () => {
    const world = await openGate();
    world.kinds.set('cursor', 'program');
    const slow = heldBack();
    world.switches.vault = async (method, proceed) => {
      if (method === 'write') await slow.wait;
      return proceed();
    };
    const agent = world.agent();
    const first = agent.start('vault_set', WRITE);
    await world.settle();
    first.cancel();
    expect(await rejectedCode(first.answer)).toBe('withdrawn');
    slow.open();
    await world.settle();
    expect(await agent.call('vault_set', WRITE)).toMatchObject({ version: 1 });
    expect(world.trace.filter((step) => step === 'vault write')).toHaveLength(1);
  });
});
