import { genesis, type ChainKey, type Head } from '../../domain/audit/chain.ts';
import { judgeEnd, verifyLines } from '../../domain/audit/verify.ts';
import type { AuditFile } from '../../ports/audit-file.ts';

import type { Anchor, Damage } from './anchor.ts';

export interface Verdict {
  readonly ok: boolean;
  /** In order, up to the damage if there is any. */
  readonly entries: number;
  readonly damage?: Damage;
}

/** Checks the whole trail, one month in memory at a time. */
export async function verifyTrail(file: AuditFile, key: ChainKey, anchor: Anchor | null): Promise<Verdict> {
  let from: Head | null = genesis(key);
  let boot: string | null = null;
  let entries = 0;
  let end = { month: '', line: 1 };
  for (const month of await file.months()) {
    const { lines, torn } = await file.read(month);
    const verified = verifyLines(lines, { key, from, anchor });
    entries += verified.entries;
    if (verified.damage !== null) return { ok: false, entries, damage: { month, ...verified.damage } };
    end = { month, line: lines.length + 1 };
    if (torn !== null) return { ok: false, entries, damage: { ...end, kind: 'truncated' } };
    from = verified.head;
    boot = verified.boot ?? boot;
  }
  const kind = anchor === null ? null : judgeEnd({ head: from, boot }, anchor);
  return kind === null ? { ok: true, entries } : { ok: false, entries, damage: { ...end, kind } };
}
