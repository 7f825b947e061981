import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, chmod, copyFile, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';

import type { EmbeddedBao } from '../../../../main/node/openbao/embedded-bao.ts';
import { store, stored } from './ask.ts';
import { embeddedBao, temporaryFolder } from './harness.ts';
import { isAlive, serversOf } from './processes.ts';
import { realBao } from './real-bao.ts';
import { collectingLog, makeFolder, unmanagedBao } from './unmanaged-bao.ts';

const PATIENCE = { timeout: 20_000 };

const reaches = (bao: EmbeddedBao, state: string): Promise<void> =>
  vi.waitFor(() => {
    if (bao.status().state !== state) throw new Error(`${bao.status().state}, not ${state}`);
  }, PATIENCE);

/** A stand-in for `bao`: what it says of its version, and what it does as a server. */
async function script(server: string): Promise<string> {
  const file = path.join(await temporaryFolder(), 'bao');
  const lines = ['#!/bin/sh', 'if [ "$1" = version ]; then echo "OpenBao v2.9.9 (test)"; exit 0; fi', server, ''];
  await writeFile(file, lines.join('\n'));
  await chmod(file, 0o755);
  return file;
}

/** One home with something stored; every test leaves it stopped and whole. */
let home: string;

beforeAll(async () => {
  home = await makeFolder();
  const bao = await unmanagedBao({ home });
  await bao.start();
  await store(bao, 'kept', 'canary');
  await bao.stop();
});

afterAll(() => rm(home, { recursive: true, force: true }));

describe('when the server is killed', () => {
  it('another one is started and has what was stored', async () => {
    const bao = await embeddedBao({ home, speed: 5 });
    await bao.start();
    for (let round = 0; round < 3; round += 1) {
      await store(bao, `round-${round}`, 'canary');
      const { pid } = bao.status();
      process.kill(pid!, 'SIGKILL');
      await vi.waitFor(() => expect(bao.status().state).not.toBe('ready'), PATIENCE);
      expect(() => bao.connection()).toThrow(/OpenBao/);
      await reaches(bao, 'ready');
      expect(bao.status().pid).not.toBe(pid);
      for (let written = 0; written <= round; written += 1)
        expect(await stored(bao, `round-${written}`)).toBe('canary');
    }
    await bao.stop();
    expect(await serversOf(home)).toEqual([]);
  });

  it('a binary that was changed meanwhile is not started', async () => {
    const binary = await script(`exec "${await realBao()}" "$@"`);
    const bao = await embeddedBao({ home, binary, speed: 5 });
    await bao.start();
    expect(bao.status().binary).toMatchObject({ pinned: false, version: '2.9.9' });
    await appendFile(binary, '# changed\n');
    process.kill(bao.status().pid!, 'SIGKILL');
    await reaches(bao, 'failed');
    expect(bao.status()).toMatchObject({ code: 'bao_refused' });
    expect(bao.status().detail.match(/[0-9a-f]{64}/g)).toHaveLength(2);
  });
});

describe('when the core is killed', () => {
  async function supervisor(folder: string): Promise<ChildProcess> {
    const file = path.join(import.meta.dirname, 'supervisor-process.ts');
    const env = { ...process.env, COUNTERSIGN_BAO: await realBao() };
    const child = spawn(process.execPath, [file, folder], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    return child;
  }

  async function says(child: ChildProcess, word: string): Promise<void> {
    let text = '';
    for await (const chunk of child.stdout! as AsyncIterable<Buffer>) {
      text += chunk.toString();
      if (text.includes(`${word}\n`)) return;
    }
    throw new Error(`It never said ${word}.`);
  }

  async function killAt(folder: string, word: string): Promise<void> {
    const child = await supervisor(folder);
    await says(child, word);
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }

  it.each([
    ['the server it left is ended and a new one serves the same data', false],
    ['the server it left is found by its arguments where the pid file is gone', true],
  ])('%s', async (_name, forget) => {
    await killAt(home, 'ready');
    const [orphan] = await serversOf(home);
    expect(orphan).toBeDefined();
    if (forget) await rm(path.join(home, 'openbao/pid.json'));

    const log = collectingLog();
    const after = await embeddedBao({ home, log });
    await after.start();
    expect(isAlive(orphan!)).toBe(false);
    expect(log.lines.join('\n')).toContain(`openbao.orphan_ended {"pid":${orphan}`);
    expect(await stored(after, 'kept')).toBe('canary');
    await after.stop();
    expect(await serversOf(home)).toEqual([]);
  });

  it('in the middle of the very first start, the next one succeeds', async () => {
    const fresh = await temporaryFolder();
    // Said again only while it waits for a server that was started.
    await killAt(fresh, 'starting\nstarting\nstarting');
    const bao = await embeddedBao({ home: fresh, speed: 2 });
    await bao.start();
    expect(await store(bao, 'kept', 'canary')).toMatchObject({ status: 200 });
    await bao.stop();
    expect(await serversOf(fresh)).toEqual([]);
  });

  it('a process that took the number of the old server is left alone', async () => {
    const bao = await embeddedBao({ home });
    await bao.start();
    const pidFile = path.join(home, 'openbao/pid.json');
    const record = JSON.parse(await readFile(pidFile, 'utf8'));
    await bao.stop();
    const bystander = spawn('sleep', ['60'], { stdio: 'ignore' });
    onTestFinished(() => void bystander.kill());
    await writeFile(pidFile, JSON.stringify({ ...record, pid: bystander.pid }));
    await bao.start();
    expect(isAlive(bystander.pid!)).toBe(true);
  });
});

describe('when the server cannot start', () => {
  it('tries it five times, calls it failed with the end of its log, and goes on slowly', async () => {
    const fresh = await temporaryFolder();
    const starts = path.join(await temporaryFolder(), 'starts');
    const token = 's.SXkpglgbx7ZQQUIMmjplUvi0';
    const binary = await script(`echo x >> "${starts}"; echo "broken near ${token}" >&2; exit 1`);
    const bao = await embeddedBao({ home: fresh, binary, speed: 60 });
    await expect(bao.start()).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('exit code 1'),
    });
    const count = async (): Promise<number> => (await readFile(starts, 'utf8')).trim().split('\n').length;
    expect(await count()).toBe(5);
    expect(bao.status()).toMatchObject({ state: 'failed', logTail: ['broken near [redacted]'] });
    await vi.waitFor(async () => expect(await count()).toBeGreaterThan(5), PATIENCE);
    await bao.stop();
    expect(bao.status().state).toBe('stopped');
    expect(await readdir(path.join(fresh, 'openbao'))).not.toContain('seal-key');
  });

  it('a first start that failed half way is begun anew, and its data kept aside', async () => {
    const fresh = await temporaryFolder();
    const spoilOnce =
      'cfg="${2#-config=}"; [ -e "$cfg.spoilt" ] || { sed -i s#sys/policies/acl/#sys/nonsense/# "$cfg"; touch "$cfg.spoilt"; }';
    const binary = await script(`${spoilOnce}\nexec "${await realBao()}" "$@"`);
    const bao = await embeddedBao({ home: fresh, binary, speed: 2 });
    await bao.start();
    expect(await readdir(path.join(fresh, 'openbao'))).toContain('data.failed');
    expect((await stat(path.join(fresh, 'openbao/data'))).mode & 0o777).toBe(0o700);
    expect(await store(bao, 'kept', 'canary')).toMatchObject({ status: 200 });
  });

  it('after it succeeded once, nothing is begun anew', async () => {
    const binary = await script('echo "failed to initialize"; exit 1');
    const bad = await embeddedBao({ home, binary, speed: 60 });
    await expect(bad.start()).rejects.toMatchObject({ code: 'unavailable' });
    await bad.stop();
    expect(await readdir(path.join(home, 'openbao'))).not.toContain('data.failed');
    const good = await embeddedBao({ home });
    await good.start();
    expect(await stored(good, 'kept')).toBe('canary');
  });
});

describe('when the keys do not fit', () => {
  it('another install key is a clear error, and nothing is lost', async () => {
    const other = await embeddedBao({ home, installKey: 'b2'.repeat(32) });
    await expect(other.start()).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('install key'),
    });
    expect(other.status().state).toBe('failed');
    const bao = await embeddedBao({ home });
    await bao.start();
    expect(await stored(bao, 'kept')).toBe('canary');
  });

  it('the keys of another home leave it sealed, and nothing is lost', async () => {
    const foreign = await temporaryFolder();
    const keys = (of: string): string => path.join(of, 'openbao/keys.sealed');
    const bao = await embeddedBao({ home, speed: 10 });
    const other = await embeddedBao({ home: foreign, binary: await script('exit 1'), speed: 60 });
    await expect(other.start()).rejects.toMatchObject({ code: 'unavailable' });
    await rename(keys(home), `${keys(home)}.own`);
    await copyFile(keys(foreign), keys(home));
    await expect(bao.start()).rejects.toMatchObject({ code: 'sealed' });
    expect(bao.status().state).toBe('sealed');
    await bao.stop();
    await rename(`${keys(home)}.own`, keys(home));
    await bao.start();
    expect(await stored(bao, 'kept')).toBe('canary');
  });
});
