import { statSync } from 'node:fs';
import { appendFile, mkdtemp, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { createJournal, type JournalFile } from '../../../../main/node/state/journal-file.ts';

describe('a journal file', () => {
  let folder: string;
  let opened: JournalFile[] = [];
  const path = () => join(folder, 'state', 'approvals.jsonl');
  const open = () => {
    const journal = createJournal(path());
    opened.push(journal);
    return journal;
  };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'journal-'));
  });
  afterEach(async () => {
    for (const journal of opened) await journal.close();
    opened = [];
    await rm(folder, { recursive: true });
  });

  it('gives back all records in order, also after a restart', async () => {
    const journal = open();
    expect(await journal.readAll()).toEqual([]);
    const records = Array.from({ length: 50 }, (_, n) => ({ n, text: 'line\nbreak \u2028' }));
    await Promise.all(records.map((record) => journal.append(record)));
    expect(await journal.readAll()).toEqual(records);
    expect(await open().readAll()).toEqual(records);
    expect(statSync(path()).mode & 0o777).toBe(0o600);
  });

  it('drops a torn end at every length, and goes on behind what is whole', async () => {
    await open().append({ n: 1 });
    await open().append({ n: 22 });
    const text = await readFile(path());
    for (let length = 8; length < text.length; length++) {
      await writeFile(path(), text.subarray(0, length));
      const journal = open();
      expect(await journal.readAll()).toEqual([{ n: 1 }]);
      await journal.append({ n: 3 });
      expect(await open().readAll()).toEqual([{ n: 1 }, { n: 3 }]);
    }
  });

  it('is replaced as a whole, and appended to afterwards', async () => {
    const journal = open();
    await journal.append({ n: 1 });
    expect(journal.bytes()).toBe(8);
    await journal.rewrite([{ n: 2 }, { n: 3 }]);
    expect(journal.bytes()).toBe(16);
    await journal.append({ n: 4 });
    expect(journal.bytes()).toBe(24);
    expect(await open().readAll()).toEqual([{ n: 2 }, { n: 3 }, { n: 4 }]);
    await journal.rewrite([]);
    expect(await journal.readAll()).toEqual([]);
  });

  it('fails when its file was changed behind its back, and recovers at the next call', async () => {
    const journal = open();
    await journal.append({ n: 1 });
    await truncate(path(), 4);
    await expect(journal.append({ n: 2 })).rejects.toMatchObject({ code: 'unavailable' });
    await journal.append({ n: 3 });
    expect(await journal.readAll()).toEqual([{ n: 3 }]);
  });

  it('passes over lines that are no JSON', async () => {
    const journal = open();
    await journal.append({ n: 1 });
    await appendFile(path(), 'not json\n{"n":2}\n');
    expect(await open().readAll()).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it('follows no link', async () => {
    await open().append({ n: 1 });
    await rm(path());
    await symlink(join(folder, 'elsewhere'), path());
    await expect(open().append({ n: 2 })).rejects.toMatchObject({ code: 'unavailable' });
    await expect(open().readAll()).rejects.toMatchObject({ code: 'unavailable' });
  });
});
