import { readdirSync, statSync } from 'node:fs';
import { chmod, chown, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createKeyFileKeychain } from '../../../../main/node/state/key-file-keychain.ts';

const KEY = 'd4'.repeat(32);

describe('the key file', () => {
  let home: string;
  const path = () => join(home, 'state', 'install.key');
  const put = async (text: string, mode = 0o600) => {
    await mkdir(join(home, 'state'), { recursive: true });
    await writeFile(path(), text);
    await chmod(path(), mode);
  };
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'key-'));
  });
  afterEach(() => rm(home, { recursive: true }));

  it('is made at first use, for its owner only, and read from then on', async () => {
    const key = await createKeyFileKeychain(home).installKey();
    expect(key.reveal()).toMatch(/^[0-9a-f]{64}$/);
    expect(statSync(path()).mode & 0o777).toBe(0o600);
    expect((await createKeyFileKeychain(home).installKey()).reveal()).toBe(key.reveal());
    expect((await readFile(path(), 'utf8')).trim()).toBe(key.reveal());
  });

  it('is one when many make it at once, and nothing else is left', async () => {
    const keys = await Promise.all(Array.from({ length: 8 }, () => createKeyFileKeychain(home).installKey()));
    expect(new Set(keys.map((key) => key.reveal())).size).toBe(1);
    expect(readdirSync(join(home, 'state'))).toEqual(['install.key']);
  });

  it('is taken with or without a line break at its end', async () => {
    for (const text of [KEY, `${KEY}\n`]) {
      await put(text);
      expect((await createKeyFileKeychain(home).installKey()).reveal()).toBe(KEY);
    }
  });

  it.each([0o640, 0o604, 0o644, 0o620, 0o660])('is refused with the mode %o, with what helps', async (mode) => {
    await put(KEY, mode);
    await expect(createKeyFileKeychain(home).installKey()).rejects.toMatchObject({
      code: 'unavailable',
      next: expect.stringContaining(`chmod 600 ${path()}`) as string,
    });
  });

  it.each(['', 'short', KEY.toUpperCase(), `${KEY}00`, `${KEY}\n${KEY}`])(
    'is refused and kept when it holds %j',
    async (text) => {
      await put(text);
      await expect(createKeyFileKeychain(home).installKey()).rejects.toMatchObject({ code: 'unavailable' });
      expect(await readFile(path(), 'utf8')).toBe(text);
    },
  );

  it('is refused when a link or a folder stands in its place', async () => {
    await mkdir(join(home, 'state'));
    await writeFile(join(home, 'real'), KEY, { mode: 0o600 });
    await symlink(join(home, 'real'), path());
    await expect(createKeyFileKeychain(home).installKey()).rejects.toThrow('it is a symbolic link');
    await rm(path());
    await mkdir(path());
    await expect(createKeyFileKeychain(home).installKey()).rejects.toThrow('it is no plain file');
  });

  it.skipIf(process.getuid?.() !== 0)('is refused when it belongs to someone else', async () => {
    await put(KEY);
    await chown(path(), 12_345, 12_345);
    await expect(createKeyFileKeychain(home).installKey()).rejects.toThrow('it belongs to someone else');
  });

  it('is asked for anew after a refusal', async () => {
    await put(KEY, 0o644);
    const keychain = createKeyFileKeychain(home);
    await expect(keychain.installKey()).rejects.toMatchObject({ code: 'unavailable' });
    await chmod(path(), 0o600);
    expect((await keychain.installKey()).reveal()).toBe(KEY);
  });
});
