import { constants } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { AppError } from '../../../app/kernel/errors.ts';
import type { AuditFile } from '../../../app/ports/audit-file.ts';
import { createGroupCommit } from '../state/group-commit.ts';
import { LineFile, openPlainFile, splitLines } from '../state/line-file.ts';
import { hasCode, syncFolder } from '../state/replace-file.ts';

const FILE_NAME = /^(\d{4}-\d{2})\.jsonl$/;
const MONTH = /^\d{4}-\d{2}$/;

export interface AuditFiles extends AuditFile {
  /** Waits for what is being written and lets go of the file. */
  close(): Promise<void>;
}

interface MonthLine {
  readonly month: string;
  readonly line: string;
}

/** Audit lines in `FOLDER/YYYY-MM.jsonl`, readable by the owner only. */
export function createAuditFiles(folder: string): AuditFiles {
  let current: { readonly month: string; readonly file: LineFile } | null = null;
  const pathOf = (month: string): string => join(folder, `${month}.jsonl`);

  const fileOf = async (month: string): Promise<LineFile> => {
    if (current?.month === month) return current.file;
    await current?.file.close();
    current = { month, file: new LineFile(pathOf(month)) };
    return current.file;
  };

  const commit = createGroupCommit<MonthLine>(async (items, done) => {
    let from = 0;
    while (from < items.length) {
      const month = items[from]?.month ?? '';
      const end = endOfMonth(items, from);
      const file = await fileOf(month);
      await file.append(
        items
          .slice(from, end)
          .map(({ line }) => `${line}\n`)
          .join(''),
      );
      done(end);
      from = end;
    }
  });

  const alone = <R>(task: () => Promise<R>): Promise<R> => commit.alone(task).catch(refuse);

  return {
    async append(month, line) {
      if (!MONTH.test(month) || line.includes('\n')) throw new TypeError('Not a line of a month.');
      await commit.add({ month, line }).catch(refuse);
    },
    months: () => alone(() => listMonths(folder)),
    read: (month) =>
      alone(async () => {
        const { lines, torn } = splitLines(await readPlainFile(pathOf(month)));
        return { lines, torn: torn === null ? null : torn.toString('utf8') };
      }),
    setTornAside: (month) =>
      alone(async () => {
        await current?.file.close();
        return setTornAside(folder, pathOf(month));
      }),
    close: () => alone(async () => current?.file.close()),
  };
}

function endOfMonth(items: readonly MonthLine[], from: number): number {
  const end = items.findIndex((item, index) => index > from && item.month !== items[from]?.month);
  return end === -1 ? items.length : end;
}

async function listMonths(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).flatMap((name) => FILE_NAME.exec(name)?.[1] ?? []).toSorted();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}

async function readPlainFile(path: string): Promise<Buffer> {
  let handle;
  try {
    handle = await openPlainFile(path, constants.O_RDONLY);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return Buffer.alloc(0);
    throw error;
  }
  try {
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

async function setTornAside(folder: string, path: string): Promise<number> {
  const content = await readPlainFile(path);
  const { torn } = splitLines(content);
  if (torn === null) return 0;
  await keepTorn(path, torn);
  const handle = await openPlainFile(path, constants.O_RDWR);
  try {
    await handle.truncate(content.length - torn.length);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await syncFolder(folder);
  return torn.length;
}

/** Under a name that no month has; an earlier one is never overwritten. */
async function keepTorn(path: string, torn: Buffer): Promise<void> {
  for (let number = 1; ; number++) {
    try {
      const handle = await open(`${path}.torn-${number}`, 'wx', 0o600);
      try {
        await handle.writeFile(torn);
        await handle.sync();
      } finally {
        await handle.close();
      }
      return;
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    }
  }
}

const REASONS: readonly (readonly [string, string])[] = [
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', 'the disk quota is used up'],
  ['EROFS', 'the disk is read-only'],
  ['EACCES', 'its file may not be opened'],
  ['EPERM', 'its file may not be changed'],
  ['ELOOP', 'a link stands in the place of its file'],
  ['EISDIR', 'a folder stands in the place of its file'],
  ['EIO', 'the disk reports an error'],
];

function refuse(cause: unknown): never {
  if (cause instanceof AppError) throw cause;
  const reason = REASONS.find(([code]) => hasCode(cause, code))?.[1];
  throw new AppError('audit_unavailable', `The audit cannot be written${reason === undefined ? '' : `: ${reason}`}.`, {
    next: 'Nothing was done. Make the audit folder writable again, then try once more.',
    cause,
  });
}
