import { describe, expect, it } from 'vitest';

import { failing, openGate, type GateWorld } from '../../../fakes/open-gate.ts';
import { rejectedCode } from '../../domain/thrown.ts';

const WRITE = { path: 'shop/dev', data: { DB: 'hunter2-CANARY' } };
const STORED = 'mcp/cursor/shop/dev';
const never = (): Promise<never> => new Promise(() => undefined);

/** The app died while the write was under way: before the server had it, or after. */
async function diedWriting(when: 'before' | 'after'): Promise<GateWorld> {
  const world = await openGate();
  world.switches.vault = async (method, proceed) => {
    if (method !== 'write') return proceed();
    if (when === 'after') await proceed();
    return never();
  };
  void world.agent().start('vault_set', WRITE);
  await world.settle();
  await world.decide('approve');
  await world.settle();
  return world;
}

const outcomes = ({ audited }: GateWorld): unknown[] => audited.map(({ outcome, detail }) => [outcome, detail]);

describe('a restart', () => {
  it('voids a question that waited', async () => {
    const world = await openGate();
    void world.agent().start('vault_set', WRITE);
    await world.settle();
    const { id } = world.question();
    const next = await world.restart();
    expect(next.book.pending()).toEqual([]);
    expect(next.book.decided(10)).toMatchObject([{ id, state: 'void', waiting: false }]);
    expect(outcomes(next)).toEqual([['refused', 'void after restart']]);
  });

  it('voids a yes that had no effect yet', async () => {
    const world = await openGate();
    await world.put(STORED, { DB: 'hunter2-hunter2' });
    const answer = world.agent().call('vault_get', { path: 'shop/dev', reveal: true }, { holdMs: 1000 });
    await world.settle();
    await world.clock.advance(1000);
    await answer;
    await world.decide('approve');
    await world.settle();
    const next = await world.restart();
    expect(next.book.decided(10)).toMatchObject([{ state: 'void' }]);
    void next.agent().start('vault_get', { path: 'shop/dev', reveal: true });
    await next.settle();
    expect(next.book.pending()).toHaveLength(1);
  });

  it('finds a write that had happened', async () => {
    const next = await (await diedWriting('after')).restart();
    expect(next.book.decided(10)).toMatchObject([{ state: 'done', outcome: { kind: 'written', version: 1 } }]);
    expect(outcomes(next)).toEqual([['done', 'found after restart']]);
    expect(await next.stored(STORED)).toEqual(WRITE.data);
  });

  it('finds that a write had not happened, and does not repeat it', async () => {
    const next = await (await diedWriting('before')).restart();
    expect(next.book.decided(10)).toMatchObject([{ state: 'failed', outcome: { kind: 'error' } }]);
    expect(outcomes(next)).toEqual([['failed', 'found after restart']]);
    expect(await next.stored(STORED)).toBeNull();
  });

  it('is not taken in by another write that got the same version', async () => {
    const world = await diedWriting('before');
    await world.put(STORED, { DB: 'someone-else' });
    const next = await world.restart();
    expect(next.book.decided(10)).toMatchObject([{ state: 'failed' }]);
  });

  it('says so when the server is away, and finds out at the next start', async () => {
    const world = await diedWriting('after');
    world.vault.failWith('unavailable');
    const away = await world.restart();
    expect(away.book.pending()).toEqual([]);
    expect(away.book.decided(10)).toMatchObject([
      { state: 'failed', outcome: { kind: 'error', message: expect.stringMatching(/could not be found out/) } },
    ]);
    expect(outcomes(away)).toEqual([['failed', 'unknown after restart']]);
    world.vault.failWith(null);
    const next = await away.restart();
    expect(next.book.decided(10)).toMatchObject([{ state: 'done', outcome: { kind: 'written', version: 1 } }]);
  });

  it('counts a command that ran as failed: nobody can know what it did', async () => {
    const world = await openGate();
    await world.put(STORED, { DB: 'hunter2-hunter2' });
    void world.agent().start('vault_run', { command: ['env'], secrets: ['shop/dev/DB'] });
    await world.settle();
    await world.decide('approve', 'fifteen_minutes');
    await world.settle();
    expect(world.processes.runs).toHaveLength(1);
    const next = await world.restart();
    expect(next.book.decided(10)).toMatchObject([{ state: 'failed' }]);
    expect(next.processes.runs).toEqual([]);
    expect(next.book.grants.list()).toEqual([]);
  });

  it('keeps what was settled as it was, newest first, over any number of restarts', async () => {
    const world = await openGate();
    for (const [index, verdict] of (['approve', 'deny', 'approve'] as const).entries()) {
      void world.agent().start('vault_set', { ...WRITE, path: `shop/${index}` });
      await world.settle();
      await world.decide(verdict);
      await world.settle();
    }
    const before = world.book.decided(10);
    expect(before.map(({ state }) => state)).toEqual(['done', 'denied', 'done']);
    const next = await (await world.restart()).restart();
    expect(next.book.decided(10)).toEqual(before);
    expect(next.audited).toEqual([]);
  });

  it('drops lines of another version and goes on', async () => {
    const world = await openGate();
    await world.journal.append({ of: 'another version' });
    await world.journal.append(null);
    await world.journal.append({ view: { id: 'apr_x', state: 'pending' } });
    const next = await world.restart();
    expect(next.book.decided(10)).toEqual([]);
    expect(await next.journal.readAll()).toEqual([]);
  });

  it('keeps the last 200 only', async () => {
    const world = await openGate();
    void world.agent().start('vault_set', WRITE);
    await world.settle();
    const { id, ...view } = world.question();
    await world.decide('deny');
    const ids = Array.from({ length: 250 }, (_, index) => `apr_${String(index).padStart(20, '0')}`);
    for (const other of ids) await world.journal.append({ view: { ...view, id: other, state: 'denied' } });
    const next = await world.restart();
    expect(next.book.decided(500).map((approval) => approval.id)).toEqual(ids.slice(50).toReversed());
    expect(next.book.decided(500).map((approval) => approval.id)).not.toContain(id);
  });

  it('leaves no value on disk', async () => {
    const world = await diedWriting('after');
    expect(JSON.stringify(await world.journal.readAll())).not.toContain('CANARY');
    const next = await world.restart();
    expect(JSON.stringify([await next.journal.readAll(), next.audited, next.book.decided(10)])).not.toContain('CANARY');
  });
});

describe('the end of the app', () => {
  it('voids what waits, and nothing can be approved any more', async () => {
    const world = await openGate();
    void world.agent().start('vault_set', WRITE);
    await world.settle();
    const { id } = world.question();
    world.switches.journal = failing('unavailable');
    await world.book.stop();
    expect(world.book.pending()).toEqual([]);
    const decided = world.book.decide(id, 'approve', { session: 's', remember: 'once' });
    expect(await rejectedCode(decided)).toBe('conflict');
  });
});
