import { describe, expect, it } from 'vitest';

import { heldBack, openGate, type GateWorld } from '../../fakes/open-gate.ts';
import { rejectedCode } from '../domain/thrown.ts';

const MINUTE = 60_000;
const WRITE = { path: 'shop/dev', data: { DB: 'hunter2-hunter2' } };
const RUN = { command: ['env', '-0'], secrets: ['shop/dev/DB'] };
const BY = { session: 'browser 1' } as const;
const writes = (world: GateWorld): number => world.trace.filter((step) => step === 'vault write').length;

async function worldWithEntry(path = 'mcp/cursor/shop/dev'): Promise<GateWorld> {
  const world = await openGate();
  await world.put(path, { DB: 'hunter2-hunter2' });
  return world;
}

/** As after sleep: the wall clock went on, the other one and its timers did not. */
const sleep = ({ clock }: GateWorld, ms: number): void => clock.setWallClock(clock.now() + ms);

describe('after the machine slept', () => {
  it('a question that is over by the wall clock can no longer be approved', async () => {
    const world = await openGate();
    const { answer } = world.agent().start('vault_set', WRITE);
    await world.settle();
    const { id } = world.question();
    sleep(world, 8 * 60 * MINUTE);
    expect(await rejectedCode(world.book.decide(id, 'approve', { ...BY, remember: 'once' }))).toBe('conflict');
    expect(await rejectedCode(answer)).toBe('expired');
    expect(writes(world)).toBe(0);
    expect(world.audited.at(-1)).toMatchObject({ outcome: 'refused', detail: 'expired', approval: id });
  });

  it('a yes for fifteen minutes is over too', async () => {
    const world = await worldWithEntry();
    const { answer } = world.agent().start('vault_run', RUN);
    await world.settle();
    await world.decide('approve', 'fifteen_minutes');
    await world.settle();
    world.processes.runs.at(-1)?.finish();
    await answer;
    sleep(world, 16 * MINUTE);
    expect(world.book.grants.list()).toEqual([]);
    void world.agent().start('vault_run', RUN);
    await world.settle();
    expect(world.book.pending()).toHaveLength(1);
  });
});

describe('a question that is taken back while its yes is being written', () => {
  it.each(['fifteen_minutes', 'share_use'] as const)('opens nothing: %s', async (remember) => {
    const world = await worldWithEntry(remember === 'share_use' ? 'mcp/_shared/shop/dev' : 'mcp/cursor/shop/dev');
    const { cancel } = world.agent().start('vault_run', RUN);
    await world.settle();
    const { id } = world.question();
    const disk = heldBack();
    world.switches.journal = async (proceed) => {
      await disk.wait;
      await proceed();
    };
    const deciding = world.book.decide(id, 'approve', { ...BY, remember }).catch(() => undefined);
    await world.settle();
    cancel();
    await world.settle();
    disk.open();
    await deciding;
    await world.settle();
    expect(world.book.decided(1)).toMatchObject([{ id, state: 'withdrawn' }]);
    expect(world.book.grants.list()).toEqual([]);
    expect(world.shares.of('cursor')).toEqual([]);
  });
});

describe('the audit', () => {
  it('has an end for a yes that nobody fetched, and the agent hears what happened', async () => {
    const world = await worldWithEntry();
    const agent = world.agent();
    const answer = agent.call('vault_get', { path: 'shop/dev', reveal: true }, { holdMs: 1000 });
    await world.settle();
    await world.clock.advance(1000);
    const { approval_id: id } = await answer;
    await world.decide('approve');
    await world.settle();
    await world.clock.advance(2 * MINUTE);
    expect(world.audited.map(({ outcome, detail }) => [outcome, detail]).at(-1)).toEqual(['refused', 'not fetched']);
    const error = await agent.call('vault_job', { id, action: 'wait' }).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: 'expired', message: expect.stringContaining('said yes') as string });
  });

  it('names the earlier yes under which something ran', async () => {
    const world = await worldWithEntry();
    for (const _ of ['asked', 'covered']) {
      const { answer } = world.agent().start('vault_run', RUN);
      await world.settle();
      if (world.book.pending().length > 0) await world.decide('approve', 'fifteen_minutes');
      await world.settle();
      world.processes.runs.at(-1)?.finish();
      await answer;
    }
    const [grant] = world.book.grants.list();
    expect(grant?.id).toMatch(/^grant_/);
    const intents = world.audited.filter(({ outcome }) => outcome === 'intent');
    expect(intents.map(({ approval }) => approval)).toEqual([expect.stringMatching(/^apr_/), grant?.id]);
  });
});

describe('vault_job', () => {
  it('tells the error of a question that was denied, to output as to wait', async () => {
    const world = await openGate();
    const agent = world.agent();
    const answer = agent.call('vault_set', WRITE, { holdMs: 1000 });
    await world.settle();
    await world.clock.advance(1000);
    const { approval_id: id } = await answer;
    await world.decide('deny');
    await world.settle();
    expect(await rejectedCode(agent.call('vault_job', { id, action: 'output' }))).toBe('denied');
  });

  it('still has a result that waits to be fetched when another agent makes many calls', async () => {
    const world = await openGate();
    const alpha = world.agent('alpha');
    const answer = alpha.call('vault_set', WRITE, { holdMs: 1000 });
    await world.settle();
    await world.clock.advance(1000);
    const { approval_id: id } = await answer;
    await world.decide('approve');
    await world.settle();
    for (let call = 0; call < 205; call += 1) {
      const wrong = world.agent('beta').call('vault_get', { path: `not/there${call}`, reveal: true });
      expect(await rejectedCode(wrong)).toBe('not_found');
    }
    expect(await alpha.call('vault_job', { id, action: 'wait' })).toMatchObject({ result: { version: 1 } });
  });
});

describe('stopping', () => {
  it('lets a write that is under way come to its end', async () => {
    const world = await openGate();
    const { answer } = world.agent().start('vault_set', WRITE);
    await world.settle();
    const slow = heldBack();
    world.switches.vault = async (method, proceed) => {
      if (method === 'write') await slow.wait;
      return proceed();
    };
    await world.decide('approve');
    await world.settle();
    let stopped = false;
    const stopping = world.gate.stop().then(() => (stopped = true));
    await world.settle();
    expect(stopped).toBe(false);
    slow.open();
    await stopping;
    expect(await answer).toMatchObject({ status: 'done' });
    expect(world.book.decided(1)).toMatchObject([{ state: 'done' }]);
  });

  it('waits for it three seconds and no longer', async () => {
    const world = await openGate();
    world.agent().start('vault_set', WRITE);
    await world.settle();
    world.switches.vault = (method, proceed) => (method === 'write' ? new Promise(() => undefined) : proceed());
    await world.decide('approve');
    await world.settle();
    const stopping = world.gate.stop();
    await world.settle();
    await world.clock.advance(3000);
    await stopping;
    expect(world.book.decided(1)).toMatchObject([{ state: 'executing' }]);
  });
});

describe('the journal', () => {
  it('has no input of a command, which the person sees all the same', async () => {
    const world = await worldWithEntry();
    world.agent().start('vault_run', { ...RUN, stdin: 'typed-by-the-agent' });
    await world.settle();
    expect(world.question()).toMatchObject({ question: { stdin: { text: 'typed-by-the-agent' } } });
    await world.decide('deny');
    expect(JSON.stringify(await world.journal.readAll())).not.toContain('typed-by-the-agent');
    const after = await world.restart();
    expect(after.book.decided(1)).toMatchObject([{ state: 'denied', question: { stdin: { text: '', bytes: 18 } } }]);
  });

  it('is shortened when it grows large, and keeps what is open and the last that was decided', async () => {
    const world = await openGate();
    const ask = async (number: number): Promise<void> => {
      world.agent().start('vault_run', { command: ['env', `${number}-${'x'.repeat(20_000)}`], secrets: [] });
      await world.settle();
    };
    for (let number = 0; number < 120; number += 1) {
      await ask(number);
      await world.decide('deny');
      await world.settle();
    }
    await ask(120);
    const records = await world.journal.readAll();
    expect(records.length).toBeLessThan(240);
    expect(world.journal.bytes()).toBeLessThan(6 * 1024 * 1024);
    const after = await world.restart();
    expect(after.book.decided(500)).toHaveLength(121);
    expect(after.book.decided(1)).toMatchObject([{ state: 'void' }]);
  });
});
