import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { Secret } from '../../../../app/kernel/secret.ts';
import { openSealFeed } from '../../../../main/node/openbao/seal-feed.ts';
import { temporaryFolder } from './harness.ts';

const KEY = 'c3'.repeat(32);

describe.skipIf(process.platform === 'win32')('the way of the seal key', () => {
  it('is a pipe of the owner only, which holds nothing', async () => {
    const file = path.join(await temporaryFolder(), 'seal-key');
    const { remove } = await openSealFeed(file, new Secret(KEY));
    const found = await stat(file);
    expect([found.isFIFO(), found.mode & 0o777, found.size]).toEqual([true, 0o600, 0]);
    await remove();
    await expect(stat(file)).rejects.toThrow('ENOENT');
  });

  it('takes the key to the reader that comes, byte for byte', async () => {
    const file = path.join(await temporaryFolder(), 'seal-key');
    const { feed } = await openSealFeed(file, new Secret(KEY));
    const [read] = await Promise.all([readFile(file), feed(new AbortController().signal)]);
    expect(read.toString('hex')).toBe(KEY);
  });

  it('is given up when nobody will come', async () => {
    const file = path.join(await temporaryFolder(), 'seal-key');
    const { feed } = await openSealFeed(file, new Secret(KEY));
    const stop = new AbortController();
    const feeding = feed(stop.signal);
    stop.abort();
    await expect(feeding).resolves.toBeUndefined();
  });

  it('replaces what an earlier start left', async () => {
    const file = path.join(await temporaryFolder(), 'seal-key');
    await openSealFeed(file, new Secret(KEY));
    await openSealFeed(file, new Secret(KEY));
    expect((await stat(file)).isFIFO()).toBe(true);
  });
});
