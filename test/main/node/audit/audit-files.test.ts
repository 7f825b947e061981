import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import {
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createAuditFiles, type AuditFiles } from '../../../../main/node/audit/audit-files.ts';
import { auditFileConformance } from '../../../conformance/audit-file.ts';
import { createMemoryAuditFile } from '../../../fakes/memory-audit-file.ts';

import { canMount, createTinyDisk } from './tiny-disk.ts';

const M = '2026-11';
const UNAVAILABLE = { code: 'audit_unavailable' };

auditFileConformance('in memory', async () => {
  const file = createMemoryAuditFile();
  return {
    file,
    tear: async (month, bytes) => void file.content.set(month, (file.content.get(month) ?? '') + bytes),
    fail: async (isFailing) => file.failAfter(isFailing ? 0 : null),
    reopen: async () => file,
    dispose: async () => undefined,
  };
});

auditFileConformance('on disk, its file moved away while it fails', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'audit-'));
  const path = (month: string) => join(folder, `${month}.jsonl`);
  const files = [createAuditFiles(folder)];
  return {
    file: files[0]!,
    tear: (month, bytes) => appendFile(path(month), bytes),
    async fail(isFailing) {
      if (isFailing) {
        await rename(path(M), `${path(M)}.away`);
        await mkdir(path(M));
      } else {
        await rm(path(M), { recursive: true });
        await rename(`${path(M)}.away`, path(M));
      }
    },
    async reopen() {
      const again = createAuditFiles(folder);
      files.push(again);
      return again;
    },
    async dispose() {
      for (const file of files) await file.close();
      await rm(folder, { recursive: true });
    },
  };
});

describe('audit files', () => {
  let folder: string;
  let files: AuditFiles;
  const path = (month: string) => join(folder, `${month}.jsonl`);
  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'audit-')), 'audit');
    files = createAuditFiles(folder);
  });
  afterEach(async () => {
    await files.close();
    await rm(join(folder, '..'), { recursive: true });
  });

  it('are readable by their owner only, and are made so where they are not', async () => {
    await files.append(M, 'line');
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(path(M)).mode & 0o777).toBe(0o600);
    await writeFile(path('2026-12'), 'old\n', { mode: 0o644 });
    await files.append('2026-12', 'line');
    expect(statSync(path('2026-12')).mode & 0o777).toBe(0o600);
  });

  it('takes no line that would be two, and no month that would be a path', async () => {
    await expect(files.append(M, 'a\nb')).rejects.toThrow(TypeError);
    await expect(files.append('../../x', 'a')).rejects.toThrow(TypeError);
  });

  it('keeps what it set aside, each time under a new name', async () => {
    for (const torn of ['first', 'second']) {
      await files.append(M, 'line');
      await appendFile(path(M), torn);
      await files.setTornAside(M);
    }
    const names = (await readdir(folder)).toSorted();
    expect(names).toEqual([`${M}.jsonl`, `${M}.jsonl.torn-1`, `${M}.jsonl.torn-2`]);
    expect(await readFile(join(folder, names[2]!), 'utf8')).toBe('second');
    expect(await files.months()).toEqual([M]);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['removed', () => rm(path(M))],
    ['cut', () => truncate(path(M), 3)],
    ['emptied', () => truncate(path(M), 0)],
    ['written by someone else', () => appendFile(path(M), 'forged\n')],
    [
      'replaced by an equal copy',
      async () => {
        await writeFile(`${path(M)}.copy`, await readFile(path(M)));
        await rename(`${path(M)}.copy`, path(M));
      },
    ],
    [
      'replaced by a folder',
      async () => {
        await rm(path(M));
        await mkdir(path(M));
      },
    ],
    [
      'replaced by a link',
      async () => {
        await rename(path(M), `${path(M)}.real`);
        await symlink(`${path(M)}.real`, path(M));
      },
    ],
    [
      'replaced by a pipe',
      async () => {
        await rm(path(M));
        execFileSync('mkfifo', [path(M)]);
      },
    ],
  ])('refuses the next line when its file was %s', async (_how, change) => {
    await files.append(M, 'line');
    await change();
    await expect(files.append(M, 'next')).rejects.toMatchObject(UNAVAILABLE);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['link', () => symlink('/etc/hostname', path(M))],
    ['folder', () => mkdir(path(M))],
    ['pipe', async () => execFileSync('mkfifo', [path(M)])],
  ])('neither reads nor writes a %s in the place of its file', async (_what, put) => {
    await files.append('2026-01', 'makes the folder');
    await put();
    await expect(files.append(M, 'line')).rejects.toMatchObject(UNAVAILABLE);
    await expect(files.read(M)).rejects.toMatchObject(UNAVAILABLE);
    await expect(files.setTornAside(M)).rejects.toMatchObject(UNAVAILABLE);
  });

  it('shows bytes that are no text as something else than what was written', async () => {
    await files.append(M, 'line');
    await appendFile(path(M), Uint8Array.of(0xff, 0x0a, 0x00, 0x00));
    expect(await files.read(M)).toEqual({ lines: ['line', '\uFFFD'], torn: '\0\0' });
  });

  it('lets go of its file', async () => {
    await files.append(M, 'line');
    await files.close();
    await rm(path(M));
    await files.append(M, 'anew');
    expect(existsSync(path(M))).toBe(true);
  });
});

describe.skipIf(!canMount())('audit files on a disk of their own', () => {
  it('refuse a line that the disk has no room for, and leave no part of it', async () => {
    const disk = await createTinyDisk();
    const files = createAuditFiles(join(disk.folder, 'audit'));
    try {
      await files.append(M, 'before');
      await disk.fill(true);
      await expect(files.append(M, 'x'.repeat(20_000))).rejects.toThrow(
        'The audit cannot be written: the disk is full.',
      );
      expect(await files.read(M)).toEqual({ lines: ['before'], torn: null });
      await disk.fill(false);
      await files.append(M, 'after');
      expect(await files.read(M)).toEqual({ lines: ['before', 'after'], torn: null });
    } finally {
      await files.close();
      await disk.dispose();
    }
  });

  it('refuse every line while the disk is read-only', async () => {
    const disk = await createTinyDisk();
    const files = createAuditFiles(join(disk.folder, 'audit'));
    try {
      await files.append(M, 'before');
      await files.close();
      disk.setReadOnly(true);
      await expect(files.append(M, 'x')).rejects.toThrow('The audit cannot be written: the disk is read-only.');
      expect((await files.read(M)).lines).toEqual(['before']);
      disk.setReadOnly(false);
      await files.append(M, 'after');
    } finally {
      await files.close();
      await disk.dispose();
    }
  });
});
