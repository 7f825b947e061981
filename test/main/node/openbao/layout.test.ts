import { chmod, mkdir, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { openBaoLayout, prepareLayout } from '../../../../main/node/openbao/layout.ts';
import { temporaryFolder } from './harness.ts';

const LONG = 'x'.repeat(100);
const surroundings = { platform: 'linux', runtimeFolder: undefined, tempFolder: '/tmp' } as const;

describe('where things lie', () => {
  it('keeps the socket in the home where its path is short enough', () => {
    expect(openBaoLayout('/home/me/app', surroundings).socket).toBe('/home/me/app/openbao/bao.sock');
  });

  it('counts bytes, not characters', () => {
    const home = `/home/${'ü'.repeat(45)}`;
    expect(openBaoLayout(home, surroundings).socketFolder).not.toContain(home);
  });

  it('puts the socket of a deep home into the runtime folder, else into the temporary one', () => {
    const inRuntime = openBaoLayout(`/home/${LONG}`, { ...surroundings, runtimeFolder: '/run/user/1000' });
    expect(inRuntime.socket).toMatch(/^\/run\/user\/1000\/countersign\/[0-9a-f]{16}\/bao\.sock$/);
    expect(openBaoLayout(`/home/${LONG}`, surroundings).socket).toMatch(/^\/tmp\/countersign-[0-9a-f]{16}\/bao\.sock$/);
  });

  it('gives two deep homes two sockets', () => {
    const [one, other] = ['one', 'other'].map((name) => openBaoLayout(`/home/${LONG}/${name}`, surroundings).socket);
    expect(one).not.toBe(other);
  });

  it('says so where no place is short enough', () => {
    expect(() => openBaoLayout(`/${LONG}`, { ...surroundings, tempFolder: `/${LONG}` })).toThrow(/too deep/);
  });
});

describe('the folders', () => {
  it('are closed to others, also where they were open before', async () => {
    const home = await temporaryFolder();
    const layout = openBaoLayout(home, surroundings);
    await mkdir(layout.folder);
    await chmod(layout.folder, 0o777);
    await prepareLayout(layout);
    for (const folder of [layout.folder, layout.data, layout.socketFolder]) {
      expect((await stat(folder)).mode & 0o777).toBe(0o700);
    }
  });

  it('are not taken through a link that somebody laid', async () => {
    const home = await temporaryFolder();
    const layout = openBaoLayout(home, surroundings);
    await mkdir(path.join(home, 'elsewhere'));
    await symlink(path.join(home, 'elsewhere'), layout.folder);
    await expect(prepareLayout(layout)).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('are not taken where a file lies', async () => {
    const home = await temporaryFolder();
    const layout = openBaoLayout(home, surroundings);
    await writeFile(layout.folder, '');
    await expect(prepareLayout(layout)).rejects.toThrow('EEXIST');
  });
});
