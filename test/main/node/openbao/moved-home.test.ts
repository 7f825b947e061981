import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, cp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { expect, it, vi } from 'vitest';

import { loadOrCreateKeys } from '../../../../main/node/openbao/sealed-keys.ts';
import { store, stored } from './ask.ts';
import { embeddedBao, temporaryFolder } from './harness.ts';
import { realBao } from './real-bao.ts';
import { memoryKeychain, random } from './unmanaged-bao.ts';

async function homeWithSecret(): Promise<string> {
  const home = path.join(await temporaryFolder(), 'home');
  const bao = await embeddedBao({ home });
  await bao.start();
  expect(await store(bao, 'kept', 'canary')).toMatchObject({ status: 200 });
  await bao.stop();
  return home;
}

/** Lets the server take an audit device with an absolute path into its data, as homes have that were made so. */
async function giveAbsoluteAuditDevice(home: string, auditLog: string): Promise<void> {
  const folder = path.join(home, 'openbao');
  const inside = (name: string): string => path.join(folder, name);
  const where = { keys: inside('keys.sealed'), marker: inside('initialized') };
  const { sealKey } = await loadOrCreateKeys({ keychain: memoryKeychain(), random }, where);
  await writeFile(inside('seal-key'), Buffer.from(sealKey.reveal(), 'hex'), { mode: 0o600 });
  const config = await readFile(inside('bao.hcl'), 'utf8');
  const older = config
    .replace(/audit "file" "\w+"/, 'audit "file" "local"')
    .replace('"audit.log"', JSON.stringify(auditLog));
  expect(older).not.toBe(config);
  await writeFile(inside('older.hcl'), older);
  const server = spawn(await realBao(), ['server', `-config=${inside('older.hcl')}`], { cwd: folder });
  let log = '';
  server.stdout.resume();
  server.stderr.on('data', (chunk: Buffer) => (log += chunk.toString()));
  try {
    await vi.waitFor(() => expect(log).toContain('disabled audit backend: path=home/'), { timeout: 20_000 });
    await vi.waitFor(() => expect(log.slice(log.indexOf('disabled audit'))).toContain('setup complete'), 20_000);
  } finally {
    const ended = once(server, 'exit');
    server.kill('SIGTERM');
    await ended;
    await rm(inside('seal-key'));
    await rm(inside('older.hcl'));
  }
}

it('opens a home that was moved', async () => {
  const home = await homeWithSecret();
  const moved = `${home} moved`;
  await rename(home, moved);
  const bao = await embeddedBao({ home: moved });
  await bao.start();
  expect(await stored(bao, 'kept')).toBe('canary');
  await expect(access(home)).rejects.toThrow('ENOENT');
});

it('opens a home and a copy of it side by side', async () => {
  const home = await homeWithSecret();
  const copy = `${home} copy`;
  await cp(home, copy, { recursive: true });
  const [first, second] = [await embeddedBao({ home }), await embeddedBao({ home: copy })];
  await Promise.all([first.start(), second.start()]);
  expect([await stored(first, 'kept'), await stored(second, 'kept')]).toEqual(['canary', 'canary']);
});

it.each(['where it was made', 'moved'])('changes a home with an absolute audit path over, %s', async (where) => {
  const home = await homeWithSecret();
  await giveAbsoluteAuditDevice(home, path.join(home, 'openbao/audit.log'));
  const now = where === 'moved' ? `${home} moved` : home;
  if (now !== home) await rename(home, now);
  const bao = await embeddedBao({ home: now });
  await bao.start();
  expect(await stored(bao, 'kept')).toBe('canary');
});

it('says at once what helps where such a home cannot reach its old place', async () => {
  const home = await homeWithSecret();
  const old = path.join(path.dirname(home), 'old');
  await giveAbsoluteAuditDevice(home, path.join(old, 'openbao/audit.log'));
  await rm(old, { recursive: true });
  await writeFile(old, '');
  const bao = await embeddedBao({ home });
  await expect(bao.start()).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining(`moved from ${old}`),
    next: expect.stringContaining(path.join(old, 'openbao')),
  });
  await bao.stop();

  await rm(old);
  const again = await embeddedBao({ home });
  await again.start();
  expect(await stored(again, 'kept')).toBe('canary');
  await again.stop();
  // From now on the old place is of no concern.
  await rm(old, { recursive: true });
  await writeFile(old, '');
  const last = await embeddedBao({ home });
  await last.start();
  expect(await stored(last, 'kept')).toBe('canary');
});
