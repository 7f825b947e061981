import { describe, expect, it } from 'vitest';

import { openGate, type GateWorld } from '../../../fakes/open-gate.ts';
import { rejectedCode } from '../../domain/thrown.ts';

const OWN = 'mcp/cursor/shop/dev';
const SHARED = 'mcp/_shared/shop/dev';
const share = (world: GateWorld, path: string, list: boolean, agent = 'cursor') =>
  world.shares.add({ agent, paths: [path], list });
const error = (promise: Promise<unknown>) => promise.catch((reason: unknown) => reason);

/** Where a command would get its secret from. */
async function usedFrom(world: GateWorld, reference: string): Promise<string> {
  const call = world.agent().start('vault_run', { command: ['env'], secrets: [reference] });
  await world.settle();
  const [asked] = world.book.pending();
  if (asked === undefined) return rejectedCode(call.answer);
  call.cancel();
  await world.settle();
  return asked.question.kind === 'run' ? String(asked.question.secrets[0]?.place) : asked.question.kind;
}

describe('a reference to use', () => {
  it('finds the agent’s own entry', async () => {
    const world = await openGate();
    await world.put(OWN, { DB: 'hunter2-hunter2' });
    expect(await usedFrom(world, 'shop/dev/DB')).toBe('own:cursor');
    expect(await usedFrom(world, 'shared:shop/dev/DB')).toBe('not_found');
  });

  it('finds a shared entry by its exact name', async () => {
    const world = await openGate();
    await world.put(SHARED, { DB: 'hunter2-hunter2' });
    expect(await usedFrom(world, 'shop/dev/DB')).toBe('shared');
    expect(await usedFrom(world, 'own:shop/dev/DB')).toBe('not_found');
    expect(await usedFrom(world, 'shop/dev/OTHER')).toBe('not_found');
    expect(await usedFrom(world, 'shop/DB')).toBe('not_found');
  });

  it('is ambiguous when both have it; saying which one helps', async () => {
    const world = await openGate();
    await world.put(OWN, { DB: 'hunter2-hunter2' });
    await world.put(SHARED, { DB: 'correct-horse' });
    const call = world.agent().call('vault_run', { command: ['env'], secrets: ['shop/dev/DB'] });
    expect(await error(call)).toMatchObject({
      code: 'ambiguous_reference',
      message: 'Both own:shop/dev and shared:shop/dev exist.',
    });
    expect(await usedFrom(world, 'own:shop/dev/DB')).toBe('own:cursor');
    expect(await usedFrom(world, 'shared:shop/dev/DB')).toBe('shared');
  });

  it('never finds the entry of another agent', async () => {
    const world = await openGate();
    await world.put('mcp/claude/shop/dev', { DB: 'hunter2-hunter2' });
    for (const reference of ['shop/dev/DB', 'claude/shop/dev/DB', 'own:shop/dev/DB', 'shared:shop/dev/DB']) {
      expect(await usedFrom(world, reference)).toBe('not_found');
    }
  });

  it('does not find a deleted entry', async () => {
    const world = await openGate();
    await world.put(OWN, { DB: 'hunter2-hunter2' });
    await world.put(SHARED, { DB: 'correct-horse' });
    await world.vault.remove({ mount: 'secret', path: OWN });
    expect(await usedFrom(world, 'shop/dev/DB')).toBe('shared');
  });

  it('tells trouble of the server as that, not as an entry that is missing', async () => {
    const world = await openGate();
    world.vault.failWith('sealed');
    expect(await usedFrom(world, 'shop/dev/DB')).toBe('sealed');
  });
});

describe('looking at an entry', () => {
  it('shows key names and version with one request, and no value', async () => {
    const world = await openGate();
    await world.put(OWN, { DB: 'one' });
    await world.put(OWN, { DB: 'two', MORE: 'x' });
    const answer = await world.agent().call('vault_get', { path: 'shop/dev' });
    expect(answer).toMatchObject({ status: 'done', path: 'shop/dev', place: 'own', version: 2, keys: ['DB', 'MORE'] });
    expect(answer).not.toHaveProperty('versions');
    expect(answer).not.toHaveProperty('values');
  });

  it('shows all versions where they are asked for', async () => {
    const world = await openGate();
    await world.put(OWN, { DB: 'one' });
    await world.put(OWN, { DB: 'two', MORE: 'x' });
    await world.vault.remove({ mount: 'secret', path: OWN }, [1]);
    expect(await world.agent().call('vault_get', { path: 'shop/dev', history: true })).toMatchObject({
      version: 2,
      keys: ['DB', 'MORE'],
      versions: [{ version: 2 }, { version: 1, deleted_at: expect.any(String) }],
    });
  });

  it('says of a deleted entry that it was, and when', async () => {
    const world = await openGate();
    await world.put(OWN, { DB: 'one' });
    await world.vault.remove({ mount: 'secret', path: OWN });
    expect(await world.agent().call('vault_get', { path: 'shop/dev' })).toMatchObject({
      version: 1,
      keys: [],
      versions: [{ version: 1, deleted_at: expect.any(String) }],
    });
  });

  it.each([undefined, true])('says of a version that never was that it is not there (history: %s)', async (history) => {
    const world = await openGate();
    await world.put(OWN, { DB: 'one' });
    const look = world.agent().call('vault_get', { path: 'shop/dev', version: 99, ...(history && { history }) });
    expect(await rejectedCode(look)).toBe('not_found');
  });

  it('finds an older version of a shared entry whose newest was deleted', async () => {
    const world = await openGate();
    await world.put(SHARED, { DB: 'one' });
    await world.put(SHARED, { DB: 'two', MORE: 'x' });
    await world.vault.remove({ mount: 'secret', path: SHARED });
    await share(world, 'shop', true);
    const answer = world.agent().call('vault_get', { path: 'shop/dev', version: 1 });
    expect(await answer).toMatchObject({ place: 'shared', version: 1, keys: ['DB'] });
  });

  it('does not see the shared space without a share that shows names', async () => {
    const world = await openGate();
    await world.put(SHARED, { DB: 'hunter2-hunter2' });
    const look = () => world.agent().call('vault_get', { path: 'shop/dev' });
    expect(await rejectedCode(look())).toBe('not_found');
    await share(world, 'shop/dev', false);
    expect(await rejectedCode(look())).toBe('not_found');
    await share(world, 'shop/dev', true);
    expect(await look()).toMatchObject({ place: 'shared', keys: ['DB'] });
    await world.shares.remove('cursor', 'shop/dev');
    expect(await rejectedCode(look())).toBe('not_found');
  });

  it('is ambiguous when the share and the agent have it', async () => {
    const world = await openGate();
    await world.put(OWN, { DB: 'one' });
    await world.put(SHARED, { DB: 'two' });
    await share(world, 'shop', true);
    expect(await rejectedCode(world.agent().call('vault_get', { path: 'shop/dev' }))).toBe('ambiguous_reference');
    expect(await world.agent().call('vault_get', { path: 'shared:shop/dev' })).toMatchObject({ place: 'shared' });
    expect(await world.agent().call('vault_get', { path: 'own:shop/dev' })).toMatchObject({ place: 'own' });
  });
});

describe('revealing', () => {
  it('shows only the keys that were asked for', async () => {
    const world = await openGate();
    await world.put(OWN, { DB: 'one', OTHER: 'two' });
    const { answer } = world.agent().start('vault_get', { path: 'shop/dev', reveal: true, keys: ['OTHER'] });
    await world.settle();
    expect(world.question()).toMatchObject({ question: { keys: ['OTHER'] } });
    await world.decide('approve');
    expect(await answer).toMatchObject({ keys: ['OTHER'], values: { OTHER: 'two' } });
  });

  it('of an older version asks for the keys that this version has', async () => {
    const world = await openGate();
    await world.put(OWN, { DB: 'one' });
    await world.put(OWN, { DB: 'two', MORE: 'x' });
    const { answer } = world.agent().start('vault_get', { path: 'shop/dev', reveal: true, version: 1 });
    await world.settle();
    expect(world.question()).toMatchObject({ question: { keys: ['DB'], version: 1 } });
    await world.decide('approve');
    expect(await answer).toMatchObject({ version: 1, values: { DB: 'one' } });
  });

  it('reaches an older version where the newest was deleted', async () => {
    const world = await openGate();
    await world.put(OWN, { DB: 'one' });
    await world.put(OWN, { DB: 'two' });
    await world.vault.remove({ mount: 'secret', path: OWN });
    const { answer } = world.agent().start('vault_get', { path: 'shop/dev', reveal: true, version: 1 });
    await world.settle();
    await world.decide('approve');
    expect(await answer).toMatchObject({ version: 1, values: { DB: 'one' } });
  });

  it('refuses versions and keys that are not there without a question', async () => {
    const world = await openGate();
    await world.put(OWN, { DB: 'one' });
    const reveal = (more: object) => world.agent().call('vault_get', { path: 'shop/dev', reveal: true, ...more });
    expect(await rejectedCode(reveal({ keys: ['NO'] }))).toBe('not_found');
    expect(await rejectedCode(reveal({ keys: ['isPrototypeOf'], version: 1 }))).toBe('bad_input');
    expect(await rejectedCode(reveal({ keys: ['NO'], version: 1 }))).toBe('not_found');
    expect(await rejectedCode(reveal({ version: 2 }))).toBe('not_found');
    expect(world.shown).toEqual([]);
    expect(world.bugs).toEqual([]);
  });
});

describe('a path that is shared', () => {
  it('covers what lies below it and nothing of a longer name', async () => {
    const world = await openGate();
    await world.put('mcp/_shared/shop/dev', { DB: 'one' });
    await world.put('mcp/_shared/shopping/dev', { DB: 'two' });
    await share(world, 'shop', true);
    expect(await world.agent().call('vault_get', { path: 'shop/dev' })).toMatchObject({ place: 'shared' });
    expect(await rejectedCode(world.agent().call('vault_get', { path: 'shopping/dev' }))).toBe('not_found');
  });
});
