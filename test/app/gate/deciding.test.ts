import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Approval } from '../../../app/contract/ui/approvals.ts';
import type { ApprovalId } from '../../../app/kernel/ids.ts';
import { failing, heldBack, openGate, settle, type GateWorld } from '../../fakes/open-gate.ts';
import { rounds } from '../domain/rounds.ts';
import { rejectedCode } from '../domain/thrown.ts';

const WRITE = { path: 'shop/dev', data: { DB: 'hunter2-hunter2' } };
const BY = { session: 'browser 1', remember: 'once' } as const;

async function asked(world: GateWorld) {
  const call = world.agent().start('vault_set', WRITE);
  await world.settle();
  return { ...call, id: world.question().id };
}

const writes = (world: GateWorld): number => world.trace.filter((step) => step === 'vault write').length;
const last = (world: GateWorld, id: ApprovalId): Approval | undefined =>
  [...world.book.pending(), ...world.book.decided(500)].find((approval) => approval.id === id);
const both = async (...promises: Promise<unknown>[]): Promise<string[]> =>
  (await Promise.all(promises.map(rejectedCode))).toSorted();

describe('two decisions at once', () => {
  it.each([
    ['approve', 'approve', 'done', 1],
    ['approve', 'deny', 'done', 1],
    ['deny', 'approve', 'denied', 0],
    ['deny', 'deny', 'denied', 0],
  ] as const)('%s and %s count once', async (one, two, state, written) => {
    const world = await openGate();
    const { id } = await asked(world);
    expect(await both(world.book.decide(id, one, BY), world.book.decide(id, two, BY))).toEqual(['conflict', 'nothing']);
    await settle();
    expect(last(world, id)).toMatchObject({ state });
    expect(writes(world)).toBe(written);
  });

  it('are refused once it is settled, and for a question that never was', async () => {
    const world = await openGate();
    const { id } = await asked(world);
    await world.book.decide(id, 'approve', BY);
    expect(await rejectedCode(world.book.decide(id, 'approve', BY))).toBe('conflict');
    await settle();
    expect(await rejectedCode(world.book.decide(id, 'deny', BY))).toBe('conflict');
    const other = `apr_${'a'.repeat(20)}` as ApprovalId;
    expect(await rejectedCode(world.book.decide(other, 'approve', BY))).toBe('conflict');
    expect(writes(world)).toBe(1);
  });

  it('of which one is the end of its time count as that, while the yes is being written down', async () => {
    const world = await openGate();
    const { id, answer } = await asked(world);
    await world.clock.advance(25_000);
    await answer;
    const slow = heldBack();
    world.switches.journal = async (proceed) => {
      await slow.wait;
      await proceed();
    };
    const decided = world.book.decide(id, 'approve', BY);
    await settle();
    await world.clock.advance(10 * 60_000);
    slow.open();
    await rejectedCode(decided);
    await settle();
    expect(last(world, id)).toMatchObject({ state: 'expired' });
    expect(writes(world)).toBe(0);
  });

  it('of which one is the client that takes it back count as that, while the yes goes to the audit', async () => {
    const world = await openGate();
    const { id, answer, cancel } = await asked(world);
    const slow = heldBack();
    world.switches.audit = async ({ outcome }) => {
      if (outcome === 'approved') await slow.wait;
    };
    const decided = world.book.decide(id, 'approve', BY);
    await settle();
    cancel();
    expect(await rejectedCode(answer)).toBe('withdrawn');
    slow.open();
    expect(await rejectedCode(decided)).toBe('conflict');
    expect(last(world, id)).toMatchObject({ state: 'withdrawn' });
    expect(writes(world)).toBe(0);
    expect(world.audited.map(({ outcome }) => outcome)).toEqual(['asked', 'refused', 'approved', 'failed']);
  });
});

describe('a yes that cannot be kept', () => {
  it('is no yes: the question stays and can be answered later', async () => {
    const world = await openGate();
    const { id, answer } = await asked(world);
    world.switches.journal = failing('unavailable');
    expect(await rejectedCode(world.book.decide(id, 'approve', BY))).toBe('unavailable');
    await settle();
    expect(world.question()).toMatchObject({ id, state: 'pending', waiting: true });
    expect(world.question()).not.toHaveProperty('decidedAt');
    expect(writes(world)).toBe(0);
    world.switches.journal = (proceed) => proceed();
    await world.book.decide(id, 'approve', BY);
    expect(await answer).toMatchObject({ version: 1 });
  });

  it('revives no question whose time ended meanwhile', async () => {
    const world = await openGate();
    const { id } = await asked(world);
    const slow = heldBack();
    let lines = 0;
    world.switches.journal = async (proceed) => {
      lines += 1;
      const isYes = lines === 1;
      await slow.wait;
      return isYes ? failing('unavailable')() : proceed();
    };
    const decided = rejectedCode(world.book.decide(id, 'approve', BY));
    await settle();
    await world.clock.advance(10 * 60_000);
    slow.open();
    expect(await decided).toBe('unavailable');
    await settle();
    expect(world.book.pending()).toEqual([]);
    expect(last(world, id)).toMatchObject({ state: 'expired' });
    expect(await rejectedCode(world.book.decide(id, 'approve', BY))).toBe('conflict');
  });

  it('does nothing and leaves nothing open when the journal breaks between the yes and its effect', async () => {
    const world = await openGate();
    const { id, answer } = await asked(world);
    let lines = 0;
    world.switches.journal = async (proceed) => {
      lines += 1;
      return lines === 2 ? failing('unavailable')() : proceed();
    };
    await world.book.decide(id, 'approve', BY);
    expect(await rejectedCode(answer)).toBe('unavailable');
    await settle();
    expect(writes(world)).toBe(0);
    expect(last(world, id)).toMatchObject({ state: 'void' });
  });

  it('is refused while the audit cannot be written, and changes nothing', async () => {
    const world = await openGate();
    const { id } = await asked(world);
    world.switches.audit = failing('audit_unavailable');
    expect(await rejectedCode(world.book.decide(id, 'approve', BY))).toBe('audit_unavailable');
    await settle();
    expect(world.question().state).toBe('pending');
    expect(writes(world)).toBe(0);
  });

  it('has no effect when the audit breaks between the yes and its effect', async () => {
    const world = await openGate();
    const { id, answer } = await asked(world);
    world.switches.audit = async ({ outcome }) => {
      if (outcome === 'intent') await failing('audit_unavailable')();
    };
    await world.book.decide(id, 'approve', BY);
    expect(await rejectedCode(answer)).toBe('audit_unavailable');
    expect(writes(world)).toBe(0);
    expect(last(world, id)).toMatchObject({ state: 'failed', outcome: { kind: 'error' } });
  });

  it('is in the audit before it counts, and its intent before the vault hears of it', async () => {
    const world = await openGate();
    const { answer } = await asked(world);
    const from = world.trace.length;
    await world.decide('approve');
    await answer;
    expect(world.trace.slice(from)).toEqual([
      'audit approved vault_set',
      'audit intent vault_set',
      'vault write',
      'audit done vault_set',
    ]);
    expect(new Set(world.audited.map(({ approval }) => approval)).size).toBe(1);
  });
});

describe('a no', () => {
  it('counts even while audit and journal are broken', async () => {
    const world = await openGate();
    const { id, answer } = await asked(world);
    world.switches.audit = failing('audit_unavailable');
    world.switches.journal = failing('unavailable');
    expect(await world.book.decide(id, 'deny', BY)).toBe('denied');
    expect(await rejectedCode(answer)).toBe('denied');
    expect(writes(world)).toBe(0);
  });
});

describe('a question', () => {
  it('is not asked when it cannot be kept', async () => {
    const world = await openGate();
    world.switches.journal = failing('unavailable');
    expect(await rejectedCode(world.agent().call('vault_set', WRITE))).toBe('unavailable');
    expect(world.shown).toEqual([]);
  });

  it('is one of five at most for an agent, also when all come at once', async () => {
    const world = await openGate();
    const agent = world.agent();
    const calls = Array.from({ length: 8 }, (_, index) =>
      agent.start('vault_set', { ...WRITE, path: `shop/${index}` }),
    );
    await settle();
    expect(world.book.pending()).toHaveLength(5);
    const refused = calls.slice(5).map(({ answer }) => rejectedCode(answer));
    expect(await Promise.all(refused)).toEqual(['busy', 'busy', 'busy']);
    void world.agent('claude').start('vault_set', WRITE);
    await settle();
    expect(world.book.pending()).toHaveLength(6);
  });

  it('makes room for another one when it is answered, or could not be kept', async () => {
    const world = await openGate();
    const agent = world.agent();
    world.switches.journal = failing('unavailable');
    for (let index = 0; index < 6; index += 1) {
      expect(await rejectedCode(agent.call('vault_set', { ...WRITE, path: `x/${index}` }))).toBe('unavailable');
    }
    world.switches.journal = (proceed) => proceed();
    for (let index = 0; index < 5; index += 1) void agent.start('vault_set', { ...WRITE, path: `shop/${index}` });
    await settle();
    const [first] = world.book.pending();
    await world.book.decide(first?.id as ApprovalId, 'deny', BY);
    void agent.start('vault_set', WRITE);
    await settle();
    expect(world.book.pending()).toHaveLength(5);
  });

  it('can be remembered only in a way that it offers', async () => {
    const world = await openGate();
    const { id } = await asked(world);
    for (const remember of ['fifteen_minutes', 'share_use', 'share_use_and_list'] as const) {
      expect(await rejectedCode(world.book.decide(id, 'approve', { session: 's', remember }))).toBe('bad_input');
    }
    expect(world.question().state).toBe('pending');
  });

  it('is one of 64 calls at most that wait for an agent, and leaves room for others', async () => {
    const world = await openGate();
    world.switches.vault = () => new Promise(() => undefined);
    const greedy = world.agent('greedy');
    const calls = Array.from({ length: 65 }, (_, index) =>
      greedy.start('vault_set', { ...WRITE, path: `shop/p${index}` }),
    );
    await settle();
    expect(await rejectedCode(calls[64]!.answer)).toBe('busy');
    const other = await Promise.race([
      rejectedCode(world.agent('other').start('vault_set', WRITE).answer),
      settle().then(() => 'waits'),
    ]);
    expect(other).toBe('waits');
  });

  it('is one of 256 calls at most that wait', async () => {
    const world = await openGate();
    world.switches.vault = () => new Promise(() => undefined);
    const names = Array.from({ length: 257 }, (_, index) => `agent-${index % 200}`);
    const calls = names.map((name, index) =>
      world.agent(name).start('vault_set', { ...WRITE, path: `shop/p${index}` }),
    );
    await settle();
    expect(await rejectedCode(calls[256]!.answer)).toBe('busy');
  });
});

describe('whatever happens in whatever order', () => {
  const step = fc.oneof(
    fc.constantFrom('approve', 'deny', 'cancel', 'job-cancel', 'connection-end', 'release', 'break', 'heal', 'again'),
    fc.constantFrom('minute', 'ten-minutes', 'hold-end'),
  );

  it('there is at most one effect for each yes, and none without', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        const world = await openGate();
        let parked: (() => void)[] = [];
        let broken = false;
        const call = world.agent().start('vault_set', WRITE, { holdMs: 5000 });
        await settle();
        const { id } = world.question();
        world.switches.journal = async (proceed) => {
          await new Promise<void>((resolve) => void parked.push(resolve));
          return broken ? failing('unavailable')() : proceed();
        };
        const release = async (): Promise<void> => {
          for (const go of parked.splice(0)) go();
          await settle();
        };
        const acts: Record<string, () => unknown> = {
          approve: () => rejectedCode(world.book.decide(id, 'approve', BY)),
          deny: () => rejectedCode(world.book.decide(id, 'deny', BY)),
          cancel: () => call.cancel(),
          'job-cancel': () => rejectedCode(world.agent().call('vault_job', { id, action: 'cancel' })),
          'connection-end': () => world.gate.connectionEnded('cursor-1'),
          release,
          break: () => void (broken = true),
          heal: () => void (broken = false),
          again: () => world.agent().start('vault_job', { id, action: 'wait' }),
          minute: () => world.clock.advance(60_000),
          'ten-minutes': () => world.clock.advance(600_000),
          'hold-end': () => world.clock.advance(5000),
        };
        for (const name of steps) {
          void acts[name]?.();
          await settle();
        }
        broken = false;
        for (let turn = 0; turn < 5; turn += 1) await release();
        await world.clock.advance(600_000);
        for (let turn = 0; turn < 5; turn += 1) await release();
        parked = [];
        const end = last(world, id);
        expect(world.book.pending()).toEqual([]);
        expect(writes(world)).toBe(end?.state === 'done' ? 1 : 0);
        expect(['done', 'denied', 'expired', 'withdrawn', 'void']).toContain(end?.state);
        expect(writes(world) === 0 || steps.includes('approve')).toBe(true);
      }),
      { numRuns: rounds(150, 5000) },
    );
  }, 300_000);
});
