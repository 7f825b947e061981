import { describe, expect, it, vi } from 'vitest';

import { openGate } from '../../fakes/open-gate.ts';
import { rejectedCode } from '../domain/thrown.ts';

const WRITE = { path: 'shop/dev', data: { DB_PASSWORD: 'hunter2-hunter2' } };
const STORED = 'mcp/cursor/shop/dev';

describe('a call that needs a yes', () => {
  it('writes when the person approves and answers the call that waits', async () => {
    const world = await openGate();
    const { answer } = world.agent().start('vault_set', WRITE);
    await world.settle();
    expect(world.question()).toMatchObject({
      state: 'pending',
      agent: 'cursor',
      tool: 'vault_set',
      waiting: true,
      client: 'Test 1',
      question: {
        kind: 'write',
        action: 'create',
        place: 'own:cursor',
        path: 'shop/dev',
        fromVersion: 0,
        toVersion: 1,
      },
    });
    expect(await world.stored(STORED)).toBeNull();
    await world.decide('approve');
    expect(await answer).toMatchObject({ status: 'done', path: 'shop/dev', version: 1 });
    expect(await world.stored(STORED)).toEqual({ DB_PASSWORD: 'hunter2-hunter2' });
    expect(world.book.decided(1)).toMatchObject([
      { state: 'done', decidedBy: 'browser 1', outcome: { kind: 'written', version: 1 } },
    ]);
    expect(world.bugs).toEqual([]);
  });

  it('changes nothing when the person denies', async () => {
    const world = await openGate();
    const { answer } = world.agent().start('vault_set', WRITE);
    await world.settle();
    await world.decide('deny');
    expect(await rejectedCode(answer)).toBe('denied');
    expect(await world.stored(STORED)).toBeNull();
    expect(world.audited.map(({ outcome }) => outcome)).toEqual(['asked', 'denied']);
  });

  it('answers pending at the end of its hold, and writes on approval though nobody waits any more', async () => {
    const world = await openGate();
    const call = world.agent().start('vault_set', WRITE, { holdMs: 25_000 });
    await world.settle();
    await world.clock.advance(24_999);
    expect(world.question().waiting).toBe(true);
    await world.clock.advance(1);
    const { id } = world.question();
    expect(await call.answer).toMatchObject({ status: 'pending', approval_id: id });
    expect(world.question().waiting).toBe(false);
    call.cancel();
    await world.gate.connectionEnded('cursor-1');
    await world.settle();
    await world.decide('approve');
    await world.settle();
    expect(await world.stored(STORED)).toEqual({ DB_PASSWORD: 'hunter2-hunter2' });
  });

  it('says how long the question lives', async () => {
    const world = await openGate();
    const answer = world.agent().call('vault_set', WRITE, { holdMs: 1000 });
    await world.settle();
    const asked = world.clock.now();
    await world.clock.advance(1000);
    expect(await answer).toMatchObject({ expires_at: new Date(asked + 600_000).toISOString() });
  });

  it.each([
    [10_000, 1],
    [25_000, 3],
    [45_000, 5],
  ])('is held exactly %i ms, with progress after a second and then every ten', async (holdMs, messages) => {
    const world = await openGate();
    const call = world.agent().start('vault_set', WRITE, { holdMs });
    const answered = vi.fn<() => void>();
    void call.answer.then(answered);
    await world.settle();
    await world.clock.advance(holdMs - 1);
    expect(answered).not.toHaveBeenCalled();
    await world.clock.advance(1);
    expect(answered).toHaveBeenCalledTimes(1);
    expect(call.progress).toHaveLength(messages);
  });

  it('expires after ten minutes, on the clock that nobody can set', async () => {
    const world = await openGate();
    const agent = world.agent();
    const first = agent.call('vault_set', WRITE, { holdMs: 1000 });
    await world.settle();
    await world.clock.advance(1000);
    const { approval_id: id } = await first;
    world.clock.setWallClock(0);
    await world.clock.advance(598_999);
    expect(world.question().state).toBe('pending');
    await world.clock.advance(1);
    expect(world.book.pending()).toEqual([]);
    expect(await rejectedCode(agent.call('vault_job', { id, action: 'wait' }))).toBe('expired');
    expect(await rejectedCode(world.book.decide(id as never, 'approve', { session: 's', remember: 'once' }))).toBe(
      'conflict',
    );
    expect(await world.stored(STORED)).toBeNull();
  });

  it('is asked anew when the same call comes after it ended without an answer', async () => {
    const world = await openGate();
    const agent = world.agent();
    const first = agent.call('vault_set', WRITE, { holdMs: 1000 });
    await world.settle();
    await world.clock.advance(1000);
    const { approval_id: id } = await first;
    await world.clock.advance(10 * 60_000);
    const again = agent.call('vault_set', WRITE, { holdMs: 1000 });
    await world.settle();
    expect(world.question().id).not.toBe(id);
    await world.clock.advance(1000);
    expect(await again).toMatchObject({ status: 'pending', approval_id: world.question().id });
    expect(await rejectedCode(agent.call('vault_job', { id, action: 'wait' }))).toBe('expired');
  });

  it('leaves no timer and no question behind once it is over', async () => {
    const world = await openGate();
    const before = world.clock.waiting();
    const { answer } = world.agent().start('vault_set', WRITE);
    await world.settle();
    await world.decide('approve');
    await answer;
    await world.settle();
    await world.clock.advance(10 * 60_000);
    expect(world.clock.waiting()).toBe(before);
    await world.gate.stop();
    expect(world.book.pending()).toEqual([]);
  });

  it('leaves no timer behind when the app stops', async () => {
    const world = await openGate();
    const agent = world.agent();
    await world.put('mcp/cursor/shop/dev', { KEY: 'value-of-the-key' });
    const written = agent.start('vault_set', WRITE);
    await world.settle();
    await world.decide('approve');
    await written.answer;
    const revealed = agent.call('vault_get', { path: 'shop/dev', reveal: true }, { holdMs: 1000 });
    await world.settle();
    await world.clock.advance(1000);
    await revealed;
    await world.decide('approve');
    void agent.start('vault_set', { ...WRITE, path: 'other/dev' });
    await world.settle();
    await world.gate.stop();
    await world.book.stop();
    await world.settle();
    expect(world.clock.waiting()).toBe(0);
  });
});

describe('a client that goes away', () => {
  it('takes its question back when it cancels before it heard of pending', async () => {
    const world = await openGate();
    const call = world.agent().start('vault_set', WRITE);
    await world.settle();
    const { id } = world.question();
    call.cancel();
    expect(await rejectedCode(call.answer)).toBe('withdrawn');
    expect(world.book.decided(1)).toMatchObject([{ id, state: 'withdrawn', waiting: false }]);
    expect(await rejectedCode(world.book.decide(id, 'approve', { session: 's', remember: 'once' }))).toBe('conflict');
    expect(await world.stored(STORED)).toBeNull();
  });

  it('takes its question back when its connection ends', async () => {
    const world = await openGate();
    void world.agent().start('vault_set', WRITE);
    await world.settle();
    await world.gate.connectionEnded('cursor-1');
    expect(world.book.pending()).toEqual([]);
  });

  it('asks anew when it makes the same call after it took the question back', async () => {
    const world = await openGate();
    const agent = world.agent();
    const call = agent.start('vault_set', WRITE);
    await world.settle();
    const first = world.question().id;
    call.cancel();
    expect(await rejectedCode(call.answer)).toBe('withdrawn');
    const again = agent.start('vault_set', WRITE);
    await world.settle();
    expect(world.question().id).not.toBe(first);
    await world.decide('approve');
    expect(await again.answer).toMatchObject({ version: 1 });
  });

  it('leaves no question when it cancels while the request is still looked at', async () => {
    const world = await openGate();
    let goOn = (): void => undefined;
    world.switches.vault = async (_method, proceed) => {
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
      return proceed();
    };
    const call = world.agent().start('vault_set', WRITE);
    await world.settle();
    call.cancel();
    expect(await rejectedCode(call.answer)).toBe('withdrawn');
    for (let turn = 0; turn < 5; turn += 1) {
      goOn();
      await world.settle();
    }
    expect(world.shown).toEqual([]);
    expect(world.book.pending()).toEqual([]);
  });

  it('leaves the question to another connection of the same agent that waits for it', async () => {
    const world = await openGate();
    const agent = world.agent();
    void agent.start('vault_set', WRITE);
    await world.settle();
    const other = agent.start('vault_set', WRITE, { caller: { connection: 'cursor-2' } });
    await world.settle();
    await world.gate.connectionEnded('cursor-1');
    await world.decide('approve');
    expect(await other.answer).toMatchObject({ version: 1 });
  });

  it('leaves a question that another call waits for when one of the two cancels', async () => {
    const world = await openGate();
    const agent = world.agent();
    const one = agent.start('vault_set', WRITE);
    const two = agent.start('vault_set', WRITE);
    await world.settle();
    one.cancel();
    expect(await rejectedCode(one.answer)).toBe('withdrawn');
    await world.decide('approve');
    expect(await two.answer).toMatchObject({ version: 1 });
  });
});
