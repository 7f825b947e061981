import type { Approval } from '../../contract/ui/approvals.ts';
import { isSettled } from '../../domain/approval-state.ts';
import type { Audit } from '../../gate/audit.ts';
import type { Outcome } from '../../gate/plan.ts';
import type { Json } from '../../kernel/json.ts';
import type { Journal } from '../../ports/state.ts';

import { lastRecords, type ApprovalRecord } from './approval-record.ts';
import { subjectOf } from './subject.ts';

const KEPT = 200;

export interface RestoreDeps {
  readonly journal: Journal;
  readonly audit: Audit;
  /** Looks whether an effect that was under way when the app died did happen; null where that cannot be known. */
  readonly confirm: (recovery: Json) => Promise<Outcome | null>;
}

/**
 * Reads the journal after a restart. A question or a yes that had no effect yet is void; an effect that was under way is
 * looked up. No yes survives. Returns the settled approvals, oldest first.
 */
export async function restoreApprovals({ journal, audit, confirm }: RestoreDeps): Promise<readonly Approval[]> {
  const records = lastRecords(await journal.readAll());
  const settled: Approval[] = [];
  for (const record of records) settled.push(await settle(record, { audit, confirm }));
  const kept = settled.slice(-KEPT);
  await journal.rewrite(kept.map((view) => ({ view })));
  return kept;
}

async function settle(
  { view, recovery }: ApprovalRecord,
  { audit, confirm }: Pick<RestoreDeps, 'audit' | 'confirm'>,
): Promise<Approval> {
  if (isSettled(view.state)) return view;
  const event = { agent: view.agent, action: view.tool, subject: subjectOf(view), approval: view.id };
  if (view.state !== 'executing') {
    await audit.record({ ...event, outcome: 'refused', detail: 'void after restart' }, { synced: false });
    return { ...view, state: 'void', waiting: false };
  }
  const outcome = recovery === undefined ? null : await confirm(recovery);
  const happened = outcome !== null && outcome.kind !== 'error';
  await audit.record(
    { ...event, outcome: happened ? 'done' : 'failed', detail: 'found after restart' },
    { synced: false },
  );
  return {
    ...view,
    state: happened ? 'done' : 'failed',
    waiting: false,
    outcome: outcome ?? { kind: 'error', message: 'Countersign stopped while this was under way.' },
  };
}
