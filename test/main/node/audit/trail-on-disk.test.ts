import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createAuditTrail, type AuditTrail } from '../../../../app/features/audit/audit-trail.ts';
import { createAuditFiles, type AuditFiles } from '../../../../main/node/audit/audit-files.ts';
import { createStateFiles } from '../../../../main/node/state/state-files.ts';
import { createWorld, digests, event, M, recordMany } from '../../../app/features/audit/open-trail.ts';

import { canMount, createTinyDisk } from './tiny-disk.ts';

const UNAVAILABLE = { code: 'audit_unavailable' };

describe('an audit trail on disk', () => {
  let folder: string;
  let opened: AuditFiles[] = [];
  const path = () => join(folder, `${M}.jsonl`);
  const open = () => {
    const file = createAuditFiles(folder);
    opened.push(file);
    return createWorld(file);
  };
  const startOnDisk = async (boot: string) => {
    const { file, clock } = open();
    const state = await createStateFiles({ folder: join(folder, 'state'), digests });
    return createAuditTrail({ file, clock, state, digests }, boot);
  };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trail-'));
  });
  afterEach(async () => {
    for (const file of opened) await file.close();
    opened = [];
    await rm(folder, { recursive: true });
  });

  it('opens, repairs and verifies after a cut at any byte of its last entry', async () => {
    // It is never stopped: after a crash the anchor is older than what was cut off.
    await recordMany(await startOnDisk('boot-1'), 5);
    await cp(join(folder, 'state'), join(folder, 'state-then'), { recursive: true });
    const whole = await readFile(path());
    const from = whole.lastIndexOf(10, whole.length - 2) + 1;
    for (let length = from; length < whole.length; length++) {
      await writeFile(path(), whole.subarray(0, length));
      await cp(join(folder, 'state-then'), join(folder, 'state'), { recursive: true });
      const trail = await startOnDisk('boot-2');
      await trail.record(event('next'));
      expect(await trail.verify()).toEqual({ ok: true, entries: length === from ? 5 : 6 });
      await trail.stop();
      await opened.at(-1)?.close();
    }
  });

  it.each<[string, (trail: AuditTrail) => Promise<unknown>, string]>([
    ['removed', () => rm(path()), 'deleted'],
    ['cut', () => truncate(path(), 0), 'deleted'],
    ['cut in the middle of a line', async () => truncate(path(), (await readFile(path())).length - 3), 'truncated'],
  ])('refuses once, then goes on in a new segment, when its file was %s while it ran', async (_how, change, kind) => {
    const trail = await open().start();
    await recordMany(trail, 3);
    await change(trail);
    await expect(trail.record(event('refused'))).rejects.toMatchObject(UNAVAILABLE);
    await trail.record(event('next'));
    expect(trail.damage()).toMatchObject({ kind });
    expect(await trail.verify()).toMatchObject({ ok: false, damage: { kind } });
    const actions = (await trail.list({ limit: 10 })).entries.map(({ action }) => action);
    expect(actions).toEqual(expect.arrayContaining(['audit.segment', 'audit.resumed', 'next']));
    expect(actions).not.toContain('refused');
    await trail.stop();
  });

  it('has every entry that it acknowledged after it was killed', async () => {
    const script = new URL('record-until-killed.ts', import.meta.url).pathname;
    const child = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    let acknowledged = '';
    for await (const chunk of child.stdout) {
      acknowledged += String(chunk);
      if (acknowledged.split('\n').length > 200) child.kill('SIGKILL');
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    const trail = await startOnDisk('boot-2');
    expect(trail.damage()).toBeNull();
    const verdict = await trail.verify();
    expect(verdict.ok).toBe(true);
    expect(verdict.entries).toBeGreaterThanOrEqual(acknowledged.split('\n').length - 1);
    await trail.stop();
  });
});

describe.skipIf(!canMount())('an audit trail on a full disk', () => {
  it('acknowledges nothing that is not in the file, and heals when there is room', async () => {
    const disk = await createTinyDisk();
    const file = createAuditFiles(join(disk.folder, 'audit'));
    try {
      const trail = await createWorld(file).start();
      await disk.fill(true);
      const long = { ...event('long'), detail: 'x'.repeat(5000) };
      const results = await Promise.allSettled(Array.from({ length: 20 }, () => trail.record(long)));
      expect(results.filter(({ status }) => status === 'fulfilled')).toEqual([]);
      await expect(trail.record(long)).rejects.toMatchObject(UNAVAILABLE);
      expect(trail.available()).toBe(false);
      expect((await file.read(M)).lines).toEqual([]);
      await disk.fill(false);
      await trail.record(event('after'));
      expect(await trail.verify()).toMatchObject({ ok: true });
      const { entries } = await trail.list({ limit: 10 });
      expect(entries.map(({ action }) => action)).not.toContain('long');
      // The full disk may have had room for the first of the short notes.
      const lost = entries
        .filter(({ action }) => action === 'audit.resumed')
        .map(({ detail }) => parseInt(detail ?? '', 10));
      expect(lost.reduce((sum, count) => sum + count, 0)).toBe(21);
      await trail.stop();
    } finally {
      await file.close();
      await disk.dispose();
    }
  });
});
