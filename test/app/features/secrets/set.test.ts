import { describe, expect, it } from 'vitest';

import type { AppError } from '../../../../app/kernel/errors.ts';
import { failing, openGate, type GateWorld } from '../../../fakes/open-gate.ts';
import { rejectedCode } from '../../domain/thrown.ts';

const OWN = 'mcp/cursor/shop/dev';
const ADDRESS = { mount: 'secret', path: OWN };
const write = (data: Record<string, unknown>, more: object = {}) => ({ path: 'shop/dev', data, ...more });
const writes = (world: GateWorld): number => world.trace.filter((step) => step === 'vault write').length;

async function asked(world: GateWorld, input: unknown, agent = world.agent()) {
  const call = agent.start('vault_set', input);
  await world.settle();
  return call;
}

async function approved(world: GateWorld, input: unknown, agent = world.agent()) {
  const { answer } = await asked(world, input, agent);
  await world.decide('approve');
  return answer;
}

describe('a write', () => {
  it('keeps other keys, and says key by key what it did', async () => {
    const world = await openGate();
    await world.put(OWN, { KEPT: 'kept', OLD: 'old' });
    expect(await approved(world, write({ OLD: 'new', NEW: 'newer' }))).toMatchObject({
      version: 2,
      changes: { added: ['NEW'], changed: ['OLD'], removed: [] },
    });
    expect(await world.stored(OWN)).toEqual({ KEPT: 'kept', OLD: 'new', NEW: 'newer' });
  });

  it('drops other keys when it replaces, with two warnings', async () => {
    const world = await openGate();
    await world.put(OWN, { GONE: 'gone', OLD: 'old' });
    const { answer } = await asked(world, write({ OLD: 'new' }, { mode: 'replace' }));
    expect(world.question()).toMatchObject({
      flags: ['replaces_all_keys', 'removes_keys'],
      question: {
        action: 'update',
        mode: 'replace',
        fromVersion: 1,
        toVersion: 2,
        keys: [
          {
            key: 'GONE',
            change: 'removed',
            flags: [],
          },
          {
            key: 'OLD',
            change: 'changed',
            size: 'under 16',
            flags: [],
          },
        ],
      },
    });
    await world.decide('approve');
    await answer;
    expect(await world.stored(OWN)).toEqual({ OLD: 'new' });
  });

  it('shows rounded sizes and what is dangerous in the values', async () => {
    const world = await openGate();
    await asked(world, write({ A: '', B: 'x\nADMIN=1', C: 'a'.repeat(300), D: '$(id)' }));
    const { question, flags } = world.question();
    expect(question).toMatchObject({
      keys: [
        { key: 'A', size: 'empty', flags: [] },
        { key: 'B', size: 'under 16', flags: ['value_has_line_break'] },
        { key: 'C', size: 'over 256', flags: [] },
        { key: 'D', size: 'under 16', flags: ['value_has_shell_syntax'] },
      ],
    });
    expect(flags).toEqual(['value_has_line_break', 'value_has_shell_syntax']);
  });

  it('removes keys whose names mean something to objects like any other', async () => {
    const world = await openGate();
    await world.put(OWN, { toString: 'x', constructor: 'y' });
    expect(await approved(world, write({ A: 'a' }, { mode: 'replace' }))).toMatchObject({
      changes: { added: ['A'], removed: ['constructor', 'toString'] },
    });
    expect(world.bugs).toEqual([]);
  });

  it('goes on counting above a version that was deleted', async () => {
    const world = await openGate();
    await world.put(OWN, { OLD: 'old' });
    await world.vault.remove(ADDRESS);
    const { answer } = await asked(world, write({ NEW: 'new' }));
    expect(world.question()).toMatchObject({ question: { fromVersion: 1, toVersion: 2 } });
    await world.decide('approve');
    expect(await answer).toMatchObject({ version: 2 });
    expect(await world.stored(OWN)).toEqual({ NEW: 'new' });
  });
});

describe('a write of one version', () => {
  it.each([
    [0, 1],
    [3, 1],
  ])('with cas %i is refused without a question when the version is %i', async (cas) => {
    const world = await openGate();
    await world.put(OWN, { OLD: 'old' });
    expect(await rejectedCode(world.agent().call('vault_set', write({ A: 'a' }, { cas })))).toBe('conflict');
    expect(world.shown).toEqual([]);
  });

  it('creates only, with cas 0', async () => {
    const world = await openGate();
    expect(await approved(world, write({ A: 'a' }, { cas: 0 }))).toMatchObject({ version: 1 });
  });

  it('does not happen when the entry moved on between the question and the yes, and nothing is lost', async () => {
    const world = await openGate();
    await world.put(OWN, { DB: 'one' });
    const { answer } = await asked(world, write({ DB: 'mine' }));
    await world.put(OWN, { DB: 'theirs', MORE: 'x' });
    await world.decide('approve');
    expect(await rejectedCode(answer)).toBe('conflict');
    expect(await world.stored(OWN)).toEqual({ DB: 'theirs', MORE: 'x' });
    expect(writes(world)).toBe(1);
    expect(world.book.decided(1)).toMatchObject([{ state: 'failed' }]);
  });

  it.each(['merge', 'replace'])('does not happen when the person deleted it since: %s', async (mode) => {
    const world = await openGate();
    await world.put(OWN, { OLD: 'old' });
    const { answer } = await asked(world, write({ NEW: 'new' }, { mode }));
    await world.vault.remove(ADDRESS);
    await world.decide('approve');
    expect(await rejectedCode(answer)).toBe('conflict');
    expect(await world.stored(OWN)).toBeNull();
    expect(writes(world)).toBe(0);
  });

  it('does not happen when a deleted one was restored since: its keys would be gone', async () => {
    const world = await openGate();
    await world.put(OWN, { OLD: 'old' });
    await world.vault.remove(ADDRESS);
    const { answer } = await asked(world, write({ NEW: 'new' }));
    await world.vault.undelete(ADDRESS, [1]);
    await world.decide('approve');
    expect(await rejectedCode(answer)).toBe('conflict');
    expect(await world.stored(OWN)).toEqual({ OLD: 'old' });
  });

  it('is won by exactly one of many that come at once', async () => {
    const world = await openGate();
    world.kinds.set('cursor', 'program');
    const agent = world.agent();
    const codes = await Promise.all(
      Array.from({ length: 32 }, (_, index) => rejectedCode(agent.call('vault_set', write({ KEY: `value-${index}` })))),
    );
    expect(codes.toSorted()).toEqual([...Array(31).fill('conflict'), 'nothing']);
    expect((await world.vault.metadata(ADDRESS)).currentVersion).toBe(1);
  });
});

describe('a write whose answer got lost', () => {
  it.each(['unavailable', 'vault_error'] as const)('counts as written when it is there: %s', async (code) => {
    const world = await openGate();
    await world.put(OWN, { KEPT: 'kept' });
    const { answer } = await asked(world, write({ DB: 'mine' }));
    world.switches.vault = async (method, proceed) => {
      const result = await proceed();
      return method === 'write' ? failing(code)() : result;
    };
    await world.decide('approve');
    expect(await answer).toMatchObject({ version: 2 });
    expect(await world.stored(OWN)).toEqual({ KEPT: 'kept', DB: 'mine' });
    expect(writes(world)).toBe(1);
    expect(world.book.decided(1)).toMatchObject([{ state: 'done', outcome: { kind: 'written', version: 2 } }]);
  });

  it('fails when it is not there, and is not repeated', async () => {
    const world = await openGate();
    const { answer } = await asked(world, write({ DB: 'mine' }));
    world.switches.vault = (method, proceed) => (method === 'write' ? failing('unavailable')() : proceed());
    await world.decide('approve');
    expect(await rejectedCode(answer)).toBe('unavailable');
    expect(writes(world)).toBe(1);
  });

  it('fails when someone else has that version', async () => {
    const world = await openGate();
    const { answer } = await asked(world, write({ DB: 'mine' }));
    world.switches.vault = async (method, proceed) => {
      if (method !== 'write') return proceed();
      await world.put(OWN, { DB: 'theirs' });
      return failing('unavailable')();
    };
    await world.decide('approve');
    expect(await rejectedCode(answer)).toBe('unavailable');
    expect(await world.stored(OWN)).toEqual({ DB: 'theirs' });
  });

  it('is not looked for when the server refused it outright', async () => {
    const world = await openGate();
    const { answer } = await asked(world, write({ DB: 'mine' }));
    world.switches.vault = (method, proceed) => (method === 'write' ? failing('vault_denied')() : proceed());
    const from = world.trace.length;
    await world.decide('approve');
    expect(await rejectedCode(answer)).toBe('vault_denied');
    expect(world.trace.slice(from).filter((step) => step.startsWith('vault'))).toEqual(['vault write']);
  });
});

describe('a dry run', () => {
  it('shows what would change, asks nobody and writes nothing', async () => {
    const world = await openGate();
    await world.put(OWN, { OLD: 'old', GONE: 'gone' });
    const input = write({ OLD: 'new', NEW: 'x' }, { mode: 'replace', dry_run: true });
    expect(await world.agent().call('vault_set', input)).toEqual({
      status: 'done',
      dry_run: true,
      path: 'shop/dev',
      version: 2,
      changes: {
        added: ['NEW'],
        changed: ['OLD'],
        removed: ['GONE'],
      },
    });
    expect(world.shown).toEqual([]);
    expect(writes(world)).toBe(0);
  });

  it('is not told as a write in the audit', async () => {
    const world = await openGate();
    await world.agent().call('vault_set', write({ A: 'a' }, { dry_run: true }));
    expect(world.audited.map(({ outcome }) => outcome)).toEqual(['intent', 'done']);
    expect(world.audited.map(({ action }) => action)).toEqual(['vault_set.dry_run', 'vault_set.dry_run']);
    expect(JSON.stringify(world.audited)).not.toContain('written');
  });
});

describe('a write of more than 200 keys', () => {
  it.each([{}, { dry_run: true }])('is refused before anything is told or asked: %j', async (more) => {
    const world = await openGate();
    const data = Object.fromEntries(Array.from({ length: 201 }, (_, index) => [`K${index}`, 'x']));
    expect(await rejectedCode(world.agent().call('vault_set', write(data, more)))).toBe('bad_input');
    expect(world.trace).toEqual([]);
    expect(world.shown).toEqual([]);
  });
});

describe('where a write goes', () => {
  it('is the agent’s own namespace, also for names that look like other places', async () => {
    const world = await openGate();
    world.kinds.set('cursor', 'program');
    for (const path of ['_shared/shop/dev', 'claude/shop/dev', 'metadata/mcp/claude']) {
      await world.agent().call('vault_set', { path, data: { A: 'a' } });
      expect(await world.stored(`mcp/cursor/${path}`)).toEqual({ A: 'a' });
    }
    expect(await world.vault.list('secret', 'mcp')).toEqual(['cursor/']);
  });

  it('is refused where a shared entry has the same name: it would be shadowed', async () => {
    const world = await openGate();
    await world.put('mcp/_shared/shop/dev', { DB: 'shared-value' });
    const error: unknown = await world
      .agent()
      .call('vault_set', write({ A: 'a' }))
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'ambiguous_reference' });
    expect((error as AppError).next).toMatch(/own:shop\/dev/);
    expect(world.shown).toEqual([]);
  });

  it('may be said outright', async () => {
    const world = await openGate();
    await world.put('mcp/_shared/shop/dev', { DB: 'shared-value' });
    await approved(world, write({ A: 'a' }, { path: 'own:shop/dev' }));
    expect(await world.stored(OWN)).toEqual({ A: 'a' });
    expect(await approved(world, write({ A: 'b' }))).toMatchObject({ version: 2 });
  });

  it('is not barred by a shared entry that was deleted', async () => {
    const world = await openGate();
    await world.put('mcp/_shared/shop/dev', { DB: 'shared-value' });
    await world.vault.remove({ mount: 'secret', path: 'mcp/_shared/shop/dev' });
    expect(await approved(world, write({ A: 'a' }))).toMatchObject({ version: 1 });
  });

  it('is the shared space for the command that says so, after a yes', async () => {
    const world = await openGate();
    const command = world.agent('cli', { door: 'command' });
    const { answer } = await asked(world, write({ A: 'a'.repeat(9000) }, { path: 'shared:shop/dev' }), command);
    expect(world.question()).toMatchObject({ flags: ['shared_entry'], question: { place: 'shared' } });
    await world.decide('approve');
    await answer;
    expect(await world.stored('mcp/_shared/shop/dev')).toEqual({ A: 'a'.repeat(9000) });
  });
});

describe('a program', () => {
  it('writes its own entries unasked, larger ones too, and both lines are in the audit', async () => {
    const world = await openGate();
    world.kinds.set('cursor', 'program');
    const input = write({ BIG: 'x'.repeat(9000) });
    expect(await world.agent().call('vault_set', input)).toMatchObject({ version: 1 });
    expect(world.audited.map(({ outcome, detail }) => [outcome, detail])).toEqual([
      ['intent', undefined],
      ['done', 'written version 1'],
    ]);
    expect(world.shown).toEqual([]);
  });
});
