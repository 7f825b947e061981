import { openLine, type ChainKey } from '../../domain/audit/chain.ts';
import type { AuditEntry } from '../../domain/audit/entry.ts';
import type { AuditFile } from '../../ports/audit-file.ts';

export interface Page {
  readonly before: number;
  readonly limit: number;
}

/** The newest entries below `before`, newest first; lines that are not ours are no entries. */
export async function readEntries(
  file: AuditFile,
  key: ChainKey,
  { before, limit }: Page,
): Promise<readonly AuditEntry[]> {
  const found: AuditEntry[] = [];
  const months = await file.months();
  for (const month of months.toReversed()) {
    const { lines } = await file.read(month);
    for (const line of lines.toReversed()) {
      if (found.length === limit) return found;
      if (numberOf(line) >= before) continue;
      const entry = openLine(line, key);
      if (entry !== null) found.push(entry);
    }
  }
  return found;
}

/** From the line's first characters, so that pages far back need no parsing of all that is newer. */
function numberOf(line: string): number {
  return Number(/^\{"seq":(\d+),/.exec(line)?.[1] ?? 0);
}
