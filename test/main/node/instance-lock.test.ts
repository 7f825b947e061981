import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { expect, it, onTestFinished } from 'vitest';

import { takeLock } from '../../../main/node/instance-lock.ts';

async function temporaryHome(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'countersign-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return path.join(folder, 'home');
}

const lockOf = (home: string): string => path.join(home, 'run', 'core.lock');

const modeOf = async (folder: string): Promise<number> => (await stat(folder)).mode & 0o777;

it('a home has one holder at a time', async () => {
  const home = await temporaryHome();
  const release = await takeLock(lockOf(home));
  await expect(takeLock(lockOf(home))).rejects.toMatchObject({ code: 'already_running' });
  await release();
  await (
    await takeLock(lockOf(home))
  )();
});

it.skipIf(process.platform === 'win32')('a home that was open to others is closed at the start', async () => {
  const home = await temporaryHome();
  await mkdir(path.join(home, 'run'), { recursive: true });
  for (const folder of [home, path.join(home, 'run')]) await chmod(folder, 0o777);
  await takeLock(lockOf(home));
  expect([await modeOf(home), await modeOf(path.join(home, 'run'))]).toEqual([0o700, 0o700]);
});

it.skipIf(process.platform === 'win32')('a home of another user is refused and left as it is', async () => {
  const home = await temporaryHome();
  await mkdir(home);
  await chmod(home, 0o777);
  const { getuid } = process;
  const { uid } = await stat(home);
  onTestFinished(() => {
    if (getuid !== undefined) process.getuid = getuid;
  });
  process.getuid = () => uid + 1;
  await expect(takeLock(lockOf(home))).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('another user'),
    next: expect.stringContaining('COUNTERSIGN_HOME'),
  });
  expect([await modeOf(home), await readdir(home)]).toEqual([0o777, []]);
});

it.skipIf(process.platform === 'win32')('a folder of others, named by mistake, is refused and left open', async () => {
  const home = await temporaryHome();
  await mkdir(home);
  await writeFile(path.join(home, 'somebody.txt'), '');
  await chmod(home, 0o755);
  await expect(takeLock(lockOf(home))).rejects.toMatchObject({ code: 'unavailable' });
  expect(await modeOf(home)).toBe(0o755);
});
