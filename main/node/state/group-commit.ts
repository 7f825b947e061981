import { inTurn } from '../../../app/kernel/in-turn.ts';

/** Writes items in order; calls `done` with how many of them are durable by now. Throws where it cannot go on. */
export type WriteGroup<T> = (items: readonly T[], done: (count: number) => void) => Promise<void>;

export interface GroupCommit<T> {
  /** Resolves when the item is durable. When one fails, all that were added before that was known fail as well. */
  add(item: T): Promise<void>;
  /** Runs a task while nothing is being written. */
  alone<R>(task: () => Promise<R>): Promise<R>;
}

interface Waiting<T> {
  readonly item: T;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** One group is on its way while the next collects: many writers share one sync, and a single one does not wait. */
export function createGroupCommit<T>(write: WriteGroup<T>): GroupCommit<T> {
  let queue: Waiting<T>[] = [];
  let isScheduled = false;

  const alone = inTurn();

  const flush = async (): Promise<void> => {
    isScheduled = false;
    const group = queue;
    queue = [];
    let durable = 0;
    try {
      await write(
        group.map(({ item }) => item),
        (count) => {
          for (const { resolve } of group.slice(durable, count)) resolve();
          durable = count;
        },
      );
    } catch (error) {
      const failed = [...group.slice(durable), ...queue];
      queue = [];
      for (const { reject } of failed) reject(error);
    }
  };

  return {
    add: (item) =>
      new Promise((resolve, reject) => {
        queue.push({ item, resolve, reject });
        if (isScheduled) return;
        isScheduled = true;
        void alone(flush);
      }),
    alone,
  };
}
