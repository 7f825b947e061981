import { AppError } from '../../app/kernel/errors.ts';
import type { AuditFile } from '../../app/ports/audit-file.ts';

export interface MemoryAuditFile extends AuditFile {
  /** The text of each month; may be changed to play damage. */
  readonly content: Map<string, string>;
  /** How many more appends succeed; null for any number. */
  failAfter(appends: number | null): void;
}

/** The audit file port in memory. Appends become durable one turn later, so that they can overlap. */
export function createMemoryAuditFile(): MemoryAuditFile {
  const content = new Map<string, string>();
  let left: number | null = null;
  let queue: Promise<unknown> = Promise.resolve();
  /** Counts failures: what was queued before one was known fails with it. */
  let failures = 0;

  const alone = <R>(task: () => R): Promise<R> => {
    const run = queue.then(task);
    queue = run.catch(() => undefined);
    return run;
  };
  const split = (month: string) => {
    const text = content.get(month) ?? '';
    const end = text.lastIndexOf('\n') + 1;
    return { lines: text.slice(0, end).split('\n').slice(0, -1), torn: end === text.length ? null : text.slice(end) };
  };
  const refuse = () => {
    failures++;
    throw new AppError('audit_unavailable', 'The memory audit file fails.');
  };

  return {
    content,
    append(month, line) {
      const known = failures;
      return alone(() => {
        if (failures !== known || left === 0 || split(month).torn !== null) refuse();
        if (left !== null) left--;
        content.set(month, `${content.get(month) ?? ''}${line}\n`);
      });
    },
    months: () => alone(() => [...content.keys()].toSorted()),
    read: (month) => alone(() => split(month)),
    setTornAside: (month) =>
      alone(() => {
        const torn = split(month).torn ?? '';
        content.set(month, (content.get(month) ?? '').slice(0, -torn.length || undefined));
        return Buffer.byteLength(torn);
      }),
    failAfter: (appends) => {
      left = appends;
    },
  };
}
