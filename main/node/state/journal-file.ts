import { constants } from 'node:fs';

import type { Journal } from '../../../app/ports/state.ts';

import { createGroupCommit } from './group-commit.ts';
import { LineFile, openPlainFile, splitLines } from './line-file.ts';
import { hasCode, replaceFile } from './replace-file.ts';
import { stateFailure } from './state-failure.ts';

export interface JournalFile extends Journal {
  /** Waits for what is being written and lets go of the file. */
  close(): Promise<void>;
}

/** One JSON record a line. */
export function createJournal(path: string): JournalFile {
  const file = new LineFile(path);
  let isWhole = false;
  let bytes = 0;

  const commit = createGroupCommit<string>(async (lines, done) => {
    if (!isWhole) await dropTornEnd(path);
    isWhole = false;
    await file.append(lines.join(''));
    isWhole = true;
    for (const line of lines) bytes += line.length;
    done(lines.length);
  });
  const alone = <R>(task: () => Promise<R>): Promise<R> => commit.alone(task).catch(fail);

  return {
    append: (record) => commit.add(`${JSON.stringify(record)}\n`).catch(fail),
    bytes: () => bytes,
    readAll: () => alone(async () => (await readLines(path)).flatMap(recordIn)),
    rewrite: (records) =>
      alone(async () => {
        const text = records.map((record) => `${JSON.stringify(record)}\n`).join('');
        await file.close();
        await replaceFile(path, text);
        bytes = text.length;
      }),
    close: () => alone(() => file.close()),
  };
}

function fail(cause: unknown): never {
  throw stateFailure(cause);
}

async function readLines(path: string): Promise<readonly string[]> {
  try {
    const handle = await openPlainFile(path, constants.O_RDONLY);
    try {
      return splitLines(await handle.readFile()).lines;
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}

/** A record that died half written was never acknowledged. */
async function dropTornEnd(path: string): Promise<void> {
  try {
    const handle = await openPlainFile(path, constants.O_RDWR);
    try {
      const content = await handle.readFile();
      const { torn } = splitLines(content);
      if (torn !== null) await handle.truncate(content.length - torn.length);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}

function recordIn(line: string): unknown[] {
  try {
    return [JSON.parse(line)];
  } catch {
    // A line that no crash can leave: someone changed the file. What it said cannot be believed either way.
    return [];
  }
}
