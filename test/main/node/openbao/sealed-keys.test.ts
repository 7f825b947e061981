import { chmod, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { loadOrCreateKeys } from '../../../../main/node/openbao/sealed-keys.ts';
import { temporaryFolder } from './harness.ts';
import { memoryKeychain, random } from './unmanaged-bao.ts';

async function places() {
  const folder = await temporaryFolder();
  return { keys: path.join(folder, 'keys.sealed'), marker: path.join(folder, 'initialized') };
}

const load = (where: { keys: string; marker: string }, installKey?: string) =>
  loadOrCreateKeys({ keychain: memoryKeychain(installKey), random }, where);

describe('the keys of OpenBao', () => {
  it('are made once and come back the same', async () => {
    const where = await places();
    const made = await load(where);
    const again = await load(where);
    expect(again.sealKey.reveal()).toBe(made.sealKey.reveal());
    expect(made.sealKey.reveal()).toMatch(/^[0-9a-f]{64}$/);
    expect(again.signingKey.equals(made.signingKey)).toBe(true);
  });

  it('lie sealed in a file of the owner only', async () => {
    const where = await places();
    const { sealKey } = await load(where);
    const text = await readFile(where.keys, 'latin1');
    expect((await stat(where.keys)).mode & 0o777).toBe(0o600);
    const raw = Buffer.from(sealKey.reveal(), 'hex');
    for (const form of [sealKey.reveal(), raw.toString('base64'), raw.toString('latin1'), 'PRIVATE KEY']) {
      expect(text).not.toContain(form);
    }
  });

  it.each([
    ['under another install key', async () => undefined, 'b2'.repeat(32)],
    ['cut short', async (file: string) => writeFile(file, (await readFile(file)).subarray(0, 200)), undefined],
    [
      'with one digit changed',
      async (file: string) => {
        const record = JSON.parse(await readFile(file, 'utf8'));
        const content = Buffer.from(record.content, 'base64');
        content[10]! ^= 1;
        await writeFile(file, JSON.stringify({ ...record, content: content.toString('base64') }));
      },
      undefined,
    ],
    ['empty', (file: string) => writeFile(file, ''), undefined],
  ])('are refused %s, and the file stays as it was', async (_name, spoil, installKey) => {
    const where = await places();
    await load(where);
    await spoil(where.keys);
    const before = await readFile(where.keys);
    await expect(load(where, installKey)).rejects.toMatchObject({ code: 'unavailable' });
    expect(await readFile(where.keys)).toEqual(before);
  });

  it('are not made anew where data was written under lost ones', async () => {
    const where = await places();
    await writeFile(where.marker, '');
    await expect(load(where)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('missing'),
    });
    await expect(stat(where.keys)).rejects.toThrow('ENOENT');
  });

  it.skipIf(process.getuid?.() === 0)('are not made anew where the file cannot be read', async () => {
    const where = await places();
    await load(where);
    await chmod(where.keys, 0);
    await expect(load(where)).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('are not made anew where a folder lies in the place of the file', async () => {
    const where = await places();
    const folder = path.dirname(where.keys);
    await expect(load({ ...where, keys: folder })).rejects.toMatchObject({ code: 'unavailable' });
  });
});
