import { chmod, copyFile, mkdir, mkdtemp, realpath, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { findExecutable, isUnchanged, isWindowsScript } from '../../../../main/node/processes/find-executable.ts';

const NOT_FOUND = { code: 'executable_not_found' };

describe('finding an executable', () => {
  let root: string;
  const at = (...parts: string[]) => join(root, ...parts);
  const put = async (path: string, mode = 0o755) => {
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, '#!/bin/sh\necho hello\n');
    await chmod(path, mode);
  };
  const find = (command: string, path: string, cwd = root) =>
    findExecutable({ command, cwd, path, platform: process.platform });
  beforeEach(async () => {
    root = await realpath(await mkdtemp(join(tmpdir(), 'exe-')));
  });
  afterEach(() => rm(root, { recursive: true }));

  it('takes the first folder of PATH that has it', async () => {
    await put(at('b', 'tool'));
    await put(at('c', 'tool'));
    expect(await find('tool', `${at('a')}:${at('b')}:${at('c')}`)).toMatchObject({ path: at('b', 'tool') });
  });

  it('passes over relative, empty and world-writable folders', async () => {
    await put(at('bin', 'tool'));
    await put(at('open', 'tool'));
    await chmod(at('open'), 0o777);
    await put(at('sticky', 'tool'));
    await chmod(at('sticky'), 0o1777);
    for (const path of ['bin', './bin', '', ':', '.', at('open'), at('sticky'), `${at('open')}/`]) {
      await expect(find('tool', path, at('bin'))).rejects.toMatchObject(NOT_FOUND);
    }
    expect(await find('tool', `bin::${at('open')}:${at('bin')}`)).toMatchObject({ path: at('bin', 'tool') });
  });

  it('passes over what is no file or may not be run', async () => {
    await mkdir(at('a', 'tool'), { recursive: true });
    await put(at('b', 'tool'), 0o644);
    await put(at('c', 'tool'));
    expect(await find('tool', `${at('a')}:${at('b')}:${at('c')}`)).toMatchObject({ path: at('c', 'tool') });
  });

  it('takes a command with a slash from the working folder, never from PATH', async () => {
    await put(at('project', 'bin', 'tool'));
    expect(await find('./bin/tool', '', at('project'))).toMatchObject({ path: at('project', 'bin', 'tool') });
    await expect(find('bin/tool', at('project'), at('elsewhere'))).rejects.toMatchObject(NOT_FOUND);
  });

  it('shows the real file behind links and keeps the name it was called by', async () => {
    await put(at('lib', 'real-tool'));
    await mkdir(at('bin'));
    await symlink(at('lib', 'real-tool'), at('bin', 'tool'));
    expect(await find('tool', at('bin'))).toMatchObject({ path: at('lib', 'real-tool'), invokedAs: at('bin', 'tool') });
  });

  it.each(['', 'no-such-program-here', 'sh -c id', 'a\0b', '../../../../nowhere'])(
    'does not find %j',
    async (command) => {
      await expect(find(command, '/usr/bin:/bin')).rejects.toMatchObject(NOT_FOUND);
    },
  );

  it('notices every way in which the file became another one', async () => {
    const path = at('bin', 'tool');
    const changes = [
      () => writeFile(path, '#!/bin/sh\necho other\n'),
      () => chmod(path, 0o700),
      () => utimes(path, 1, 1),
      async () => {
        await copyFile(path, `${path}.copy`);
        await rm(path);
        await copyFile(`${path}.copy`, path);
      },
      async () => {
        await copyFile(path, `${path}.real`);
        await rm(path);
        await symlink(`${path}.real`, path);
      },
      () => rm(path),
    ];
    for (const change of changes) {
      await rm(at('bin'), { recursive: true, force: true });
      await put(path);
      const found = await find('tool', at('bin'));
      expect(isUnchanged(found)).toBe(true);
      await change();
      expect(isUnchanged(found)).toBe(false);
    }
  });

  it('X4 knows a Windows script by any spelling of its name', () => {
    const scripts = ['a.bat', 'evil.BAT', 'evil.CmD', 'x.ps1', 'a.bat.', 'a.cmd . .', 'C:\\tools\\npm.cmd'];
    expect(scripts.map(isWindowsScript)).toEqual(scripts.map(() => true));
    expect(['node.exe', 'bat', 'cmd.exe', 'a.bat.exe', 'combat'].some(isWindowsScript)).toBe(false);
  });

  it('X4 refuses a script on Windows instead of looking further', async () => {
    await put(at('bin', 'tool.CMD'));
    await put(at('later', 'tool.CMD'));
    await expect(
      findExecutable({ command: 'tool.CMD', cwd: root, path: at('bin'), platform: 'win32' }),
    ).rejects.toThrow('Batch and PowerShell scripts are not run.');
  });
});
