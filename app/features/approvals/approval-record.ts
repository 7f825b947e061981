import { z } from 'zod';

import { approval } from '../../contract/ui/approvals.ts';

/** A line of the journal: the approval as it stood, and what a restarted core needs to find out what became of it. */
const approvalRecord = z.object({ view: approval, recovery: z.json().optional() });
export type ApprovalRecord = z.infer<typeof approvalRecord>;

/** The last record of every approval, oldest first. Lines that do not parse are of another version: they are dropped. */
export function lastRecords(lines: readonly unknown[]): readonly ApprovalRecord[] {
  const last = new Map<string, ApprovalRecord>();
  for (const line of lines) {
    const parsed = approvalRecord.safeParse(line);
    if (parsed.success) last.set(parsed.data.view.id, parsed.data);
  }
  return [...last.values()];
}
