import { describe, expect, it } from 'vitest';

import { openGate, type GateWorld } from '../../fakes/open-gate.ts';

const RUN = { command: ['env', '-0'], secrets: ['shop/dev/DB'] };
const MINUTE = 60_000;

async function worldWithEntry(place = 'cursor'): Promise<GateWorld> {
  const world = await openGate();
  await world.put(`mcp/${place}/shop/dev`, { DB: 'hunter2-hunter2', OTHER: 'correct-horse' });
  return world;
}

/** Runs it to its end, with a yes that is remembered this way. */
async function approved(world: GateWorld, remember: 'once' | 'fifteen_minutes' | 'share_use' | 'share_use_and_list') {
  const { answer } = world.agent().start('vault_run', RUN);
  await world.settle();
  await world.decide('approve', remember);
  await world.settle();
  world.processes.runs.at(-1)?.finish();
  await answer;
}

/** Makes the call; tells whether the person was asked. */
async function asks(world: GateWorld, input: unknown = RUN, caller = {}): Promise<boolean> {
  const call = world.agent().start('vault_run', input, { caller });
  await world.settle();
  const waiting = world.book.pending().length > 0;
  call.cancel();
  await world.settle();
  return waiting;
}

describe('a yes for fifteen minutes', () => {
  it('covers the same request without a question, and each use is in the audit', async () => {
    const world = await worldWithEntry();
    await approved(world, 'fifteen_minutes');
    await world.clock.advance(15 * MINUTE - 1);
    expect(await asks(world)).toBe(false);
    expect(world.audited.filter(({ outcome }) => outcome === 'intent')).toHaveLength(2);
    expect(world.processes.runs).toHaveLength(2);
  });

  it('is told to whoever shows it, when it begins and when it is ended', async () => {
    const world = await worldWithEntry();
    await approved(world, 'fifteen_minutes');
    expect(world.grantsChanged.at(-1)).toBe(1);
    const [grant] = world.book.grants.list();
    world.book.grants.end(grant?.id ?? '');
    expect(world.grantsChanged.at(-1)).toBe(0);
  });

  it('ends after fifteen minutes, whatever the wall clock says', async () => {
    const world = await worldWithEntry();
    await approved(world, 'fifteen_minutes');
    world.clock.setWallClock(0);
    await world.clock.advance(15 * MINUTE);
    expect(await asks(world)).toBe(true);
  });

  it.each([
    ['another argument', { ...RUN, command: ['env', '-1'] }, {}],
    ['one argument more', { ...RUN, command: ['env', '-0', ''] }, {}],
    ['another program', { ...RUN, command: ['sh', '-0'] }, {}],
    ['another secret', { ...RUN, secrets: ['shop/dev/OTHER'] }, {}],
    ['one secret more', { ...RUN, secrets: ['shop/dev/DB', 'shop/dev/OTHER'] }, {}],
    ['another variable', { ...RUN, secrets: { PASSWORD: 'shop/dev/DB' } }, {}],
    ['no secret', { ...RUN, secrets: [] }, {}],
    ['input', { ...RUN, stdin: '' }, {}],
    ['another folder', { ...RUN, cwd: '/home/person/other' }, {}],
    ['more time', { ...RUN, timeout_s: 121 }, {}],
    ['running on in the background', { ...RUN, background: true }, {}],
    ['another PATH', RUN, { workspace: { cwd: '/home/person/shop', path: '/usr/bin:/opt/bin' } }],
    ['another agent', RUN, { agent: 'claude' }],
  ])('does not cover %s', async (_name, input, caller) => {
    const world = await worldWithEntry();
    await world.put('mcp/claude/shop/dev', { DB: 'hunter2-hunter2' });
    await approved(world, 'fifteen_minutes');
    expect(await asks(world, input, caller)).toBe(true);
  });

  it('covers the same request with other words of reason, and the same folder said outright', async () => {
    const world = await worldWithEntry();
    await approved(world, 'fifteen_minutes');
    expect(await asks(world, { ...RUN, reason: 'again' })).toBe(false);
    expect(await asks(world, { ...RUN, cwd: '/home/person/shop' })).toBe(false);
  });

  it('does not cover other input than was shown', async () => {
    const world = await worldWithEntry();
    const { answer } = world.agent().start('vault_run', { ...RUN, stdin: 'select 1' });
    await world.settle();
    await world.decide('approve', 'fifteen_minutes');
    await world.settle();
    world.processes.runs[0]?.finish();
    await answer;
    expect(await asks(world, { ...RUN, stdin: 'drop table' })).toBe(true);
    expect(await asks(world, { ...RUN, stdin: 'select 1' })).toBe(false);
  });

  it('does not cover a program that was replaced', async () => {
    const world = await worldWithEntry();
    await approved(world, 'fifteen_minutes');
    world.processes.replace('/usr/bin/env');
    expect(await asks(world)).toBe(true);
  });

  it('does not cover an entry that moved to another place', async () => {
    const world = await worldWithEntry('_shared');
    await approved(world, 'fifteen_minutes');
    await world.secrets.vault.remove({ mount: 'secret', path: 'mcp/_shared/shop/dev' });
    await world.put('mcp/cursor/shop/dev', { DB: 'hunter2-hunter2' });
    expect(await asks(world)).toBe(true);
  });

  it('ends when the person ends it, and with the app', async () => {
    const world = await worldWithEntry();
    await approved(world, 'fifteen_minutes');
    const [grant] = world.book.grants.list();
    expect(grant).toMatchObject({ agent: 'cursor', tool: 'vault_run', subject: 'own:cursor/shop/dev/DB' });
    expect(world.book.grants.end(grant?.id ?? '')).toBe(true);
    expect(world.book.grants.end(grant?.id ?? '')).toBe(false);
    expect(await asks(world)).toBe(true);
    await approved(world, 'fifteen_minutes');
    expect(await asks(await world.restart())).toBe(true);
  });
});

describe('a yes for once', () => {
  it('covers nothing more', async () => {
    const world = await worldWithEntry();
    await approved(world, 'once');
    expect(world.book.grants.list()).toEqual([]);
    expect(await asks(world)).toBe(true);
  });
});

describe('the first use of a shared entry', () => {
  it('asks, says so, and offers to share it', async () => {
    const world = await worldWithEntry('_shared');
    void world.agent().start('vault_run', RUN);
    await world.settle();
    expect(world.question()).toMatchObject({
      flags: ['shared_entry'],
      offers: ['once', 'fifteen_minutes', 'share_use', 'share_use_and_list'],
      shareScope: 'shop/dev',
      question: { secrets: [{ variable: 'DB', reference: 'shop/dev/DB', place: 'shared', firstUse: true }] },
    });
  });

  it('becomes a share that lasts, which still asks but offers no more sharing', async () => {
    const world = await worldWithEntry('_shared');
    await approved(world, 'share_use');
    expect(world.shares.of('cursor')).toMatchObject([{ path: 'shop/dev', capabilities: ['use'] }]);
    const next = await world.restart();
    void next.agent().start('vault_run', RUN);
    await next.settle();
    expect(next.question()).toMatchObject({
      offers: ['once', 'fifteen_minutes'],
      question: { secrets: [{ firstUse: false }] },
    });
    expect(await next.agent().call('vault_list', {})).toMatchObject({ entries: [] });
  });

  it('becomes a share whose names may be seen, where the person says so', async () => {
    const world = await worldWithEntry('_shared');
    await world.put('mcp/_shared/shop/prod', { DB: 'other-value' });
    await approved(world, 'share_use_and_list');
    expect(await world.agent().call('vault_list', { recursive: true })).toMatchObject({
      entries: [{ path: 'shop/dev', place: 'shared', keys: ['DB', 'OTHER'] }],
    });
    expect(await world.agent('claude').call('vault_list', { recursive: true })).toMatchObject({ entries: [] });
  });

  it('makes no share when the person says once, or no', async () => {
    const world = await worldWithEntry('_shared');
    await approved(world, 'once');
    const { answer } = world.agent().start('vault_run', RUN);
    answer.catch(() => undefined);
    await world.settle();
    await world.decide('deny', 'share_use');
    expect(world.shares.all()).toEqual([]);
  });
});
