import { describe, expect, it } from 'vitest';

import { openGate, type GateWorld, type TestAgent } from '../../../fakes/open-gate.ts';

interface Page {
  readonly entries: readonly { readonly path: string; readonly place: string; readonly keys?: readonly string[] }[];
  readonly folders: readonly string[];
  readonly cursor?: string;
}

async function pages(agent: TestAgent, input: object): Promise<readonly Page[]> {
  const all: Page[] = [];
  let cursor: string | undefined;
  do {
    const page = (await agent.call('vault_list', {
      ...input,
      ...(cursor === undefined ? {} : { cursor }),
    })) as never as Page;
    all.push(page);
    cursor = page.cursor;
  } while (cursor !== undefined && all.length < 50);
  return all;
}

const paths = (all: readonly Page[]): string[] => all.flatMap(({ entries }) => entries.map(({ path }) => path));

const ODD_NAMES =
  'app app.x app/env app/env-1/deep app@home app_x z Z 0 - a-b a a/b a.b a-b/c a.b/c a/b/c a/b-c a/b.c zz/y/x/w/v/u'.split(
    ' ',
  );

/** Names whose order with and without the slash of a folder differs. */
async function manyEntries(world: GateWorld, top: string): Promise<string[]> {
  const names = [
    ...Array.from({ length: 230 }, (_, index) => `app-${index}`),
    ...Array.from({ length: 60 }, (_, index) => `app/env-${index}`),
    ...Array.from({ length: 40 }, (_, index) => `app/env-1/deep/${index}`),
    ...ODD_NAMES,
  ];
  for (const name of names) await world.put(`${top}/${name}`, { KEY: 'value' });
  return names.toSorted();
}

describe('a listing', () => {
  it('gives every entry exactly once and in order, page by page', async () => {
    const world = await openGate();
    const names = await manyEntries(world, 'mcp/cursor');
    expect(names).toHaveLength(350);
    const all = await pages(world.agent(), { recursive: true });
    expect(paths(all)).toEqual(names);
    expect(all.length).toBeGreaterThanOrEqual(4);
    for (const { entries } of all) expect(entries.length).toBeLessThanOrEqual(100);
  });

  it('gives what lies directly at a path, entries and folders, each once', async () => {
    const world = await openGate();
    const names = await manyEntries(world, 'mcp/cursor');
    const top = await pages(world.agent(), {});
    expect(paths(top)).toEqual(names.filter((name) => !name.includes('/')));
    expect(top.flatMap(({ folders }) => folders)).toEqual(['a-b/', 'a.b/', 'a/', 'app/', 'zz/']);
    const below = await pages(world.agent(), { path: 'app' });
    expect(paths(below)).toEqual(names.filter((name) => /^app\/[^/]*$/.test(name)));
    expect(below.flatMap(({ folders }) => folders)).toEqual(['env-1/']);
  });

  it('goes on where it was when entries come and go in between', async () => {
    const world = await openGate();
    for (let index = 100; index < 300; index += 1) await world.put(`mcp/cursor/e${index}`, { KEY: 'value' });
    const agent = world.agent();
    const first = (await agent.call('vault_list', { recursive: true })) as never as Page;
    await world.put('mcp/cursor/e000', { KEY: 'value' });
    await world.put('mcp/cursor/e1999', { KEY: 'value' });
    const second = (await agent.call('vault_list', { recursive: true, cursor: first.cursor })) as never as Page;
    expect(second.entries.slice(0, 2).map(({ path }) => path)).toEqual(['e1999', 'e200']);
  });

  it('starts anew with a cursor that is none, and lets nobody reach further by one', async () => {
    const world = await openGate();
    await world.put('mcp/cursor/mine', { KEY: 'value' });
    await world.put('mcp/_shared/theirs', { KEY: 'value' });
    await world.put('mcp/claude/theirs', { KEY: 'value' });
    for (const cursor of ['', 'x', '0:', '1:', '2:a', '0:../', '0:../claude/', '1:_shared/', '-1:', '0:a\nb']) {
      const answer = (await world.agent().call('vault_list', { recursive: true, cursor })) as never as Page;
      expect(answer.entries.every(({ path }) => path === 'mine')).toBe(true);
    }
  });

  it('shows key names and no key names of deleted entries', async () => {
    const world = await openGate();
    await world.put('mcp/cursor/live', { A: 'x', B: 'y' });
    await world.put('mcp/cursor/gone', { A: 'x' });
    await world.vault.remove({ mount: 'secret', path: 'mcp/cursor/gone' });
    expect(await world.agent().call('vault_list', {})).toMatchObject({
      entries: [
        { path: 'gone', place: 'own' },
        { path: 'live', place: 'own', keys: ['A', 'B'], version: 1 },
      ],
    });
  });

  it('is empty where nothing is', async () => {
    const world = await openGate();
    expect(await world.agent().call('vault_list', { path: 'not/there' })).toMatchObject({ entries: [], folders: [] });
  });
});

describe('a listing of what was shared', () => {
  it('never shows the shared space without a share, nor with one to use only', async () => {
    const world = await openGate();
    await world.put('mcp/_shared/shop/dev', { DB: 'value' });
    await world.shares.add({ agent: 'cursor', paths: ['shop/dev'], list: false });
    expect(paths(await pages(world.agent(), { recursive: true }))).toEqual([]);
  });

  it('shows only what the shares cover, and the way there', async () => {
    const world = await openGate();
    for (const path of ['shop/dev', 'shop/prod', 'shop/dev-2', 'shopping', 'blog/x', 'blog/y/z', 'top']) {
      await world.put(`mcp/_shared/${path}`, { DB: 'value' });
    }
    await world.put('mcp/cursor/own', { KEY: 'value' });
    await world.shares.add({ agent: 'cursor', paths: ['shop/dev', 'blog'], list: true });
    const agent = world.agent();
    expect(paths(await pages(agent, { recursive: true }))).toEqual(['own', 'blog/x', 'blog/y/z', 'shop/dev']);
    expect(paths(await pages(agent, { recursive: true, path: 'shared:' }))).toEqual(['blog/x', 'blog/y/z', 'shop/dev']);
    expect(paths(await pages(agent, { recursive: true, path: 'own:' }))).toEqual(['own']);
    expect(await agent.call('vault_list', { path: 'shared:' })).toMatchObject({
      entries: [],
      folders: ['blog/', 'shop/'],
    });
    expect(await agent.call('vault_list', { path: 'shop' })).toMatchObject({
      entries: [{ path: 'shop/dev', place: 'shared' }],
      folders: [],
    });
  });

  it('goes from the own entries to the shared ones over pages', async () => {
    const world = await openGate();
    const own = Array.from({ length: 150 }, (_, index) => `e${index}`).toSorted();
    for (const path of own) await world.put(`mcp/cursor/${path}`, { KEY: 'value' });
    for (const path of own) await world.put(`mcp/_shared/shop/${path}`, { KEY: 'value' });
    await world.shares.add({ agent: 'cursor', paths: ['shop'], list: true });
    const all = await pages(world.agent(), { recursive: true });
    expect(paths(all)).toEqual([...own, ...own.map((path) => `shop/${path}`)]);
  });
});

describe('a listing for the command', () => {
  it('shows all of the shared space after a yes', async () => {
    const world = await openGate();
    await world.put('mcp/_shared/shop/dev', { DB: 'value' });
    const { answer } = world
      .agent('cli', { door: 'command' })
      .start('vault_list', { path: 'shared:', recursive: true });
    await world.settle();
    expect(world.question()).toMatchObject({ question: { kind: 'list', place: 'shared', path: '' } });
    await world.decide('approve', 'fifteen_minutes');
    expect(await answer).toMatchObject({ entries: [{ path: 'shop/dev', keys: ['DB'] }] });
  });

  it('shows no less when something was shared with it', async () => {
    const world = await openGate();
    await world.put('mcp/_shared/shop/dev', { DB: 'value' });
    await world.put('mcp/_shared/blog/dev', { DB: 'value' });
    await world.shares.add({ agent: 'cli', paths: ['shop/dev'], list: true });
    const { answer } = world
      .agent('cli', { door: 'command' })
      .start('vault_list', { path: 'shared:', recursive: true });
    await world.settle();
    await world.decide('approve');
    expect(await answer).toMatchObject({ entries: [{ path: 'blog/dev' }, { path: 'shop/dev' }] });
  });

  it('asks once for as many names as a person may have', async () => {
    const world = await openGate();
    const names = Array.from({ length: 250 }, (_, index) => `shop/e${index}`).toSorted();
    for (const name of names) await world.put(`mcp/_shared/${name}`, { DB: 'value' });
    const { answer } = world
      .agent('cli', { door: 'command' })
      .start('vault_list', { path: 'shared:', recursive: true });
    await world.settle();
    await world.decide('approve');
    const { entries, cursor } = (await answer) as never as Page;
    expect(entries.map(({ path }) => path)).toEqual(names);
    expect(entries.every(({ keys }) => keys?.[0] === 'DB')).toBe(true);
    expect(cursor).toBeUndefined();
  });

  it('asks the vault for a hundred at a time, and says where to go on after five thousand', async () => {
    const world = await openGate();
    for (let index = 0; index < 5001; index += 1) await world.put(`mcp/_shared/e${index}`, { DB: 'value' });
    let [open, most] = [0, 0];
    world.switches.vault = async (_method, proceed) => {
      open += 1;
      most = Math.max(most, open);
      return proceed().finally(() => (open -= 1));
    };
    const { answer } = world
      .agent('cli', { door: 'command' })
      .start('vault_list', { path: 'shared:', recursive: true });
    await world.settle();
    await world.decide('approve');
    const { entries, cursor } = (await answer) as never as Page;
    expect(entries).toHaveLength(5000);
    expect(cursor).toBe(`0:${entries.at(-1)?.path}`);
    expect(most).toBeLessThanOrEqual(100);
  });

  it('comes by the hundred where a share opens it: nobody is asked for each page then', async () => {
    const world = await openGate();
    for (let index = 0; index < 150; index += 1) await world.put(`mcp/_shared/shop/e${index}`, { DB: 'value' });
    await world.shares.add({ agent: 'cli', paths: ['shop'], list: true });
    const all = await pages(world.agent('cli', { door: 'command' }), { path: 'shared:shop', recursive: true });
    expect(all.map(({ entries }) => entries.length)).toEqual([100, 50]);
  });
});
