import { readFile } from 'node:fs/promises';

import { z } from 'zod';

import { identifyProcess } from '../openbao/process-identity.ts';
import { replaceFile } from '../state/replace-file.ts';

const child = z.object({ pid: z.number().int().positive(), startTime: z.string() });
type RecordedChild = z.infer<typeof child>;

/** Which children run, on disk, so that after a crash the next start can end those that were left over. */
export interface ChildrenRecord {
  add(pid: number): Promise<void>;
  remove(pid: number): Promise<void>;
  /** Those of an earlier start that still run. */
  leftOver(): Promise<readonly RecordedChild[]>;
}

export function createChildrenRecord(path: string): ChildrenRecord {
  const children = new Map<number, RecordedChild>();
  let last: Promise<void> = Promise.resolve();

  const save = (): Promise<void> => {
    last = last
      .then(() => replaceFile(path, JSON.stringify([...children.values()])))
      // Only the tidying up after a crash would miss it; the command itself must not fail for that.
      .catch(() => undefined);
    return last;
  };

  return {
    async add(pid) {
      const identity = await identifyProcess(pid);
      if (identity === null) return;
      children.set(pid, { pid, startTime: identity.startTime });
      await save();
    },
    async remove(pid) {
      if (children.delete(pid)) await save();
    },
    leftOver: async () => stillRunning(await recorded(path)),
  };
}

/** Those that are the very same processes; a number alone may belong to another one by now. */
export async function stillRunning(children: readonly RecordedChild[]): Promise<readonly RecordedChild[]> {
  const found = await Promise.all(
    children.map(async (known) => {
      const now = await identifyProcess(known.pid);
      return now?.startTime === known.startTime ? [known] : [];
    }),
  );
  return found.flat();
}

async function recorded(path: string): Promise<readonly RecordedChild[]> {
  try {
    return z.array(child).parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return []; // None yet, or not ours: then nothing is ended on its word.
  }
}
