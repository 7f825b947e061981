import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { Limits, USUAL_LIMITS, type CallOf, type Entry } from '../../../app/gate/limits.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { openGate } from '../../fakes/open-gate.ts';
import { rounds } from '../domain/rounds.ts';
import { rejectedCode } from '../domain/thrown.ts';

const call = (more: Partial<CallOf> = {}): CallOf => ({ agent: 'cursor', kind: 'assistant', bytes: 10, ...more });
const codeOf = (entry: Entry): string => ('leave' in entry ? 'in' : entry.refusal.code);
const leave = (entry: Entry): void => {
  if ('leave' in entry) entry.leave();
};

describe('limits of one agent', () => {
  it('let an assistant make 40 calls in one go and 20 a second from then on', async () => {
    const clock = createManualClock();
    const limits = new Limits(clock, USUAL_LIMITS);
    const once = (): string => {
      const entry = limits.enter(call());
      leave(entry);
      return codeOf(entry);
    };
    expect(Array.from({ length: 41 }, once).filter((code) => code === 'in')).toHaveLength(40);
    await clock.advance(1000);
    expect(Array.from({ length: 25 }, once).filter((code) => code === 'in')).toHaveLength(20);
    await clock.advance(60_000);
    expect(Array.from({ length: 60 }, once).filter((code) => code === 'in')).toHaveLength(40);
  });

  it('let a program make 60 calls a minute, and say how long to wait', async () => {
    const clock = createManualClock();
    const limits = new Limits(clock, USUAL_LIMITS);
    for (let made = 0; made < 60; made += 1) leave(limits.enter(call({ kind: 'program' })));
    const refused = limits.enter(call({ kind: 'program' }));
    expect('refusal' in refused && refused.refusal).toMatchObject({
      code: 'rate_limited',
      next: 'Wait 1 s, then call again.',
    });
    await clock.advance(1000);
    expect(codeOf(limits.enter(call({ kind: 'program' })))).toBe('in');
  });

  it('hold eight calls at once, over whatever connections they come, and no other agent up', () => {
    const limits = new Limits(createManualClock(), USUAL_LIMITS);
    const first = limits.enter(call());
    for (let more = 0; more < 7; more += 1) limits.enter(call());
    expect(codeOf(limits.enter(call()))).toBe('busy');
    expect(codeOf(limits.enter(call({ agent: 'claude' })))).toBe('in');
    leave(first);
    leave(first);
    expect(codeOf(limits.enter(call()))).toBe('in');
    expect(codeOf(limits.enter(call()))).toBe('busy');
  });

  it('are news once a minute, so that a flood is no flood of the audit', async () => {
    const clock = createManualClock();
    const limits = new Limits(clock, USUAL_LIMITS);
    for (let made = 0; made < 8; made += 1) limits.enter(call());
    const isNews = (): boolean => {
      const entry = limits.enter(call());
      return 'refusal' in entry && entry.isNews;
    };
    expect([isNews(), isNews(), isNews()]).toEqual([true, false, false]);
    await clock.advance(60_000);
    expect([isNews(), isNews()]).toEqual([true, false]);
  });
});

describe('limits of all agents', () => {
  it('hold 64 calls at once', () => {
    const limits = new Limits(createManualClock(), USUAL_LIMITS);
    const entered = Array.from({ length: 100 }, (_, index) => codeOf(limits.enter(call({ agent: `agent${index}` }))));
    expect(entered.filter((code) => code === 'in')).toHaveLength(64);
  });

  it('hold 16 MiB of arguments at once', () => {
    const limits = new Limits(createManualClock(), USUAL_LIMITS);
    const large = (agent: string): Entry => limits.enter(call({ agent, bytes: 9 * 1024 * 1024 }));
    const first = large('a');
    expect(codeOf(large('b'))).toBe('busy');
    leave(first);
    expect(codeOf(large('b'))).toBe('in');
  });

  it('never let more in than they say and never lose room, whatever comes and goes', async () => {
    const step = fc.record({
      agent: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'),
      leaves: fc.nat(80),
      bytes: fc.integer({ min: 0, max: 2 * 1024 * 1024 }),
      ms: fc.nat(2000),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 200 }), async (steps) => {
        const clock = createManualClock();
        const limits = new Limits(clock, USUAL_LIMITS);
        let inside: { readonly of: CallOf; readonly entry: Entry }[] = [];
        for (const { agent, leaves, bytes, ms } of steps) {
          await clock.advance(ms);
          for (const { entry } of inside.splice(0, leaves % 4)) leave(entry);
          const of = call({ agent, bytes });
          const entry = limits.enter(of);
          if ('leave' in entry) inside.push({ of, entry });
          const own = inside.filter((other) => other.of.agent === agent);
          expect(own.length).toBeLessThanOrEqual(8);
          expect(inside.length).toBeLessThanOrEqual(64);
          expect(inside.reduce((sum, other) => sum + other.of.bytes, 0)).toBeLessThanOrEqual(16 * 1024 * 1024);
        }
        for (const { entry } of inside) leave(entry);
        inside = [];
        await clock.advance(60_000);
        const again = Array.from({ length: 8 }, () => limits.enter(call({ agent: 'a', bytes: 2 * 1024 * 1024 })));
        expect(again.map(codeOf)).toEqual(Array.from({ length: 8 }, () => 'in'));
      }),
      { numRuns: rounds(100, 2000) },
    );
  });
});

describe('the gate', () => {
  it('refuses what is over the limits, notes it once, and goes on when there is room', async () => {
    const world = await openGate({ limits: USUAL_LIMITS });
    const agent = world.agent();
    const waiting = Array.from({ length: 5 }, (_, index) =>
      agent.start('vault_set', { path: `shop/dev${index}`, data: { A: 'x' } }),
    );
    await world.settle();
    const more = Array.from({ length: 10 }, () => rejectedCode(agent.call('vault_get', { path: 'shop/none' })));
    const codes = await Promise.all(more);
    expect(codes.filter((code) => code === 'busy').length).toBeGreaterThanOrEqual(7);
    expect(world.audited.filter(({ detail }) => detail === 'busy')).toHaveLength(1);
    for (const { cancel } of waiting) cancel();
    await world.settle();
    expect(await rejectedCode(agent.call('vault_get', { path: 'shop/none' }))).toBe('not_found');
  });

  it('lets the command pause agents however much is asked of it', async () => {
    const world = await openGate({ limits: USUAL_LIMITS });
    const command = world.agent('cli', { door: 'command' });
    for (let made = 0; made < 60; made += 1) await command.call('agents_list', {}).catch(() => undefined);
    expect(await rejectedCode(command.call('agents_list', {}))).toBe('rate_limited');
    expect(await command.call('agent_pause', {})).toMatchObject({ status: 'done' });
  });
});
