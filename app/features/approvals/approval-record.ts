import { z } from 'zod';

import { approval, type Approval } from '../../contract/ui/approvals.ts';

/** A line of the journal: the approval as it stood, and what a restarted core needs to find out what became of it. */
const approvalRecord = z.object({ view: approval, recovery: z.json().optional() });
export type ApprovalRecord = z.infer<typeof approvalRecord>;

/** As many decided questions are remembered, on the screen and over a restart. */
export const KEPT = 200;

/** An approval as it is shown, and what stays of it in the journal. */
export interface Kept {
  readonly view: Approval;
  readonly record: ApprovalRecord;
}

/** What a command was to read stays in memory: an agent may have put a value there, and the file lives longer than the question. */
export function recordOf(view: Approval, recovery?: ApprovalRecord['recovery']): ApprovalRecord {
  const { question } = view;
  const kept =
    question.kind === 'run' && question.stdin !== undefined
      ? { ...view, question: { ...question, stdin: { ...question.stdin, text: '' } } }
      : view;
  return recovery === undefined ? { view: kept } : { view: kept, recovery };
}

/** The last record of every approval, oldest first. Lines that do not parse are of another version: they are dropped. */
export function lastRecords(lines: readonly unknown[]): readonly ApprovalRecord[] {
  const last = new Map<string, ApprovalRecord>();
  for (const line of lines) {
    const parsed = approvalRecord.safeParse(line);
    if (parsed.success) last.set(parsed.data.view.id, parsed.data);
  }
  return [...last.values()];
}
