import { statSync } from 'node:fs';
import { copyFile, cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { Secret } from '../../../../app/kernel/secret.ts';
import { createInstallDigests } from '../../../../main/node/state/install-digests.ts';
import { createStateFiles } from '../../../../main/node/state/state-files.ts';

const digests = createInstallDigests(new Secret('b2'.repeat(32)));

describe('state files', () => {
  let root: string;
  const folder = () => join(root, 'state');
  const path = (name: string) => join(folder(), `${name}.json`);
  const open = (key = digests) => createStateFiles({ folder: folder(), digests: key });
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'state-'));
  });
  afterEach(() => rm(root, { recursive: true }));

  it('give back what was written, also after a restart', async () => {
    const state = await open();
    const content = { b: [1, 'é\u2028', null], a: { deep: true }, dropped: undefined };
    await state.write('agents', content);
    const expected = { a: { deep: true }, b: [1, 'é\u2028', null] };
    expect(await state.read('agents')).toEqual(expected);
    const again = await open();
    expect(await again.read('agents')).toEqual(expected);
    expect(again.damaged()).toEqual([]);
  });

  it('are absent and not damaged before the first writing', async () => {
    const state = await open();
    expect(await state.read('agents')).toBeNull();
    expect(state.damaged()).toEqual([]);
  });

  it('are readable by their owner only, and keep one version before, except of what would vouch for it', async () => {
    await mkdir(folder());
    await writeFile(`${path('generations')}.bak`, 'as earlier versions left it');
    const state = await open();
    await state.write('agents', { n: 1 });
    await state.write('agents', { n: 2 });
    expect((await readdir(folder())).toSorted()).toEqual(['agents.json', 'agents.json.bak', 'generations.json']);
    for (const name of await readdir(folder())) expect(statSync(join(folder(), name)).mode & 0o777).toBe(0o600);
    expect(statSync(folder()).mode & 0o777).toBe(0o700);
    expect(await readFile(`${path('agents')}.bak`, 'utf8')).toContain('"n":1');
  });

  it.each<[string, (file: string) => Promise<unknown>]>([
    [
      'edited',
      async (file) => writeFile(file, (await readFile(file, 'utf8')).replace('"allow":false', '"allow":true')),
    ],
    [
      'given another generation',
      async (file) => writeFile(file, (await readFile(file, 'utf8')).replace('"generation":', '"generation":9')),
    ],
    ['put back to an older copy', async (file) => copyFile(`${file}.bak`, file)],
    ['replaced by another document', async (file) => copyFile(path('other'), file)],
    ['emptied', async (file) => writeFile(file, '')],
    ['removed', async (file) => rm(file)],
    [
      'replaced by a link',
      async (file) => {
        await copyFile(file, `${root}/copy`);
        await rm(file);
        await symlink(`${root}/copy`, file);
      },
    ],
    [
      'replaced by a folder',
      async (file) => {
        await rm(file);
        await mkdir(file);
      },
    ],
  ])('count as absent when they were %s, and are named', async (_how, change) => {
    const state = await open();
    await state.write('rules', { allow: true });
    await state.write('rules', { allow: false });
    await state.write('other', { allow: true });
    await change(path('rules'));
    expect(await state.read('rules')).toBeNull();
    expect(state.damaged()).toEqual(['rules']);
    const again = await open();
    expect(again.damaged()).toEqual(['rules']);
    expect(await again.read('rules')).toBeNull();
    expect(await again.read('other')).toEqual({ allow: true });
  });

  it('count again once they were written anew, but never an older copy, and are named for the whole run', async () => {
    const state = await open();
    await state.write('rules', { n: 1 });
    await copyFile(path('rules'), join(root, 'old'));
    await state.write('rules', { n: 2 });
    await writeFile(path('rules'), 'broken');
    expect(await state.read('rules')).toBeNull();
    await state.write('rules', { n: 3 });
    expect(await state.read('rules')).toEqual({ n: 3 });
    expect(state.damaged()).toEqual(['rules']);
    const next = await open();
    expect(await next.read('rules')).toEqual({ n: 3 });
    expect(next.damaged()).toEqual([]);
    await copyFile(join(root, 'old'), path('rules'));
    expect(await (await open()).read('rules')).toBeNull();
  });

  it('count as absent, all of them, when the record of generations is gone, also after one was written anew', async () => {
    const state = await open();
    await state.write('rules', { n: 1 });
    await state.write('agents', { n: 1 });
    await rm(path('generations'));
    const again = await open();
    expect(again.damaged()).toEqual(['agents', 'generations', 'rules']);
    await again.write('agents', { n: 2 });
    const later = await open();
    expect(later.damaged()).toEqual(['rules']);
    expect([await later.read('agents'), await later.read('rules')]).toEqual([{ n: 2 }, null]);
    await later.write('rules', { n: 2 });
    expect(await (await open()).read('rules')).toEqual({ n: 2 });
  });

  it('survive a crash between a document and the record of generations', async () => {
    const state = await open();
    await state.write('rules', { n: 1 });
    await copyFile(path('generations'), join(root, 'before'));
    await state.write('rules', { n: 2 });
    await state.write('new', { n: 1 });
    await copyFile(join(root, 'before'), path('generations'));
    const again = await open();
    expect([await again.read('rules'), await again.read('new')]).toEqual([{ n: 2 }, { n: 1 }]);
    expect(again.damaged()).toEqual([]);
  });

  it('have a generation that grows with each write, also after a crash in between', async () => {
    const state = await open();
    const seen = [state.generation()];
    for (const name of ['rules', 'agents', 'rules']) {
      await state.write(name, {});
      seen.push(state.generation());
    }
    await copyFile(path('generations'), join(root, 'before'));
    await state.write('agents', {});
    await copyFile(join(root, 'before'), path('generations'));
    seen.push((await open()).generation());
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(new Set(seen).size).toBe(5);
  });

  it('count when whoever remembers knows no newer ones', async () => {
    const state = await open();
    await state.write('rules', { n: 1 });
    const again = await open();
    await again.mustHaveReached(state.generation());
    expect([await again.read('rules'), again.damaged()]).toEqual([{ n: 1 }, []]);
  });

  it('count as absent, all of them, when they were put back together, and none of that time ever again', async () => {
    const state = await open();
    await state.write('rules', { n: 1 });
    await cp(folder(), join(root, 'old'), { recursive: true });
    await state.write('shares', { n: 1 });
    await state.write('rules', { n: 2 });
    await cp(folder(), join(root, 'newest'), { recursive: true });
    await rm(folder(), { recursive: true });
    await cp(join(root, 'old'), folder(), { recursive: true });
    const again = await open();
    await again.mustHaveReached(state.generation());
    expect(again.damaged()).toEqual(['generations', 'rules']);
    expect(await again.read('rules')).toBeNull();
    await again.write('agents', { n: 1 });
    // It was not there when the rest was put back, so nothing remembers it by name.
    await copyFile(join(root, 'newest', 'shares.json'), path('shares'));
    await copyFile(join(root, 'newest', 'rules.json'), path('rules'));
    const later = await open();
    expect(later.generation()).toBeGreaterThan(state.generation());
    expect(later.damaged()).toEqual(['rules', 'shares']);
    expect([await later.read('rules'), await later.read('shares')]).toEqual([null, null]);
    expect(await later.read('agents')).toEqual({ n: 1 });
  });

  it('of another install count as absent', async () => {
    await (await open()).write('rules', { n: 1 });
    const other = await open(createInstallDigests(new Secret('c3'.repeat(32))));
    expect(await other.read('rules')).toBeNull();
    expect(other.damaged()).toContain('rules');
  });

  it('are written one after the other, the last call last', async () => {
    const state = await open();
    await Promise.all(Array.from({ length: 20 }, (_, n) => state.write('rules', { n })));
    expect(await (await open()).read('rules')).toEqual({ n: 19 });
    expect((await readdir(folder())).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('say that they cannot be written, keep the old one, and go on afterwards', async () => {
    const state = await open();
    await state.write('rules', { n: 1 });
    await rm(path('rules'));
    await mkdir(path('rules'));
    await expect(state.write('rules', { n: 2 })).rejects.toMatchObject({ code: 'unavailable' });
    await rm(path('rules'), { recursive: true });
    await state.write('rules', { n: 3 });
    expect(await state.read('rules')).toEqual({ n: 3 });
  });

  it('take no name that would be a path', async () => {
    const state = await open();
    for (const name of ['../x', 'a/b', '', 'A', '.x']) {
      await expect(state.write(name, {})).rejects.toHaveProperty('cause', expect.any(TypeError));
      await expect(state.read(name)).rejects.toHaveProperty('cause', expect.any(TypeError));
    }
  });
});
