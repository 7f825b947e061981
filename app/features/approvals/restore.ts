import type { Approval } from '../../contract/ui/approvals.ts';
import { isSettled } from '../../domain/approval-state.ts';
import type { Audit } from '../../gate/audit.ts';
import type { Outcome } from '../../gate/plan.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Json } from '../../kernel/json.ts';
import type { Journal } from '../../ports/state.ts';

import { KEPT, lastRecords, type ApprovalRecord, type Kept } from './approval-record.ts';
import { eventOf } from './subject.ts';

export interface RestoreDeps {
  readonly journal: Journal;
  readonly audit: Audit;
  /**
   * Looks whether an effect that was under way when the app died did happen; null where that cannot be known.
   * Throws `AppError` where it cannot be known now.
   */
  readonly confirm: (recovery: Json) => Promise<Outcome | null>;
}

/**
 * Reads the journal after a restart. A question or a yes that had no effect yet is void; an effect that was under way is
 * looked up, at the next start again where the server is away. No yes survives. Returns the settled approvals, oldest first.
 */
export async function restoreApprovals({ journal, audit, confirm }: RestoreDeps): Promise<readonly Kept[]> {
  const records = lastRecords(await journal.readAll());
  const settled: Kept[] = [];
  for (const record of records) settled.push(await settle(record, { audit, confirm }));
  const kept = settled.slice(-KEPT);
  await journal.rewrite(kept.map(({ record }) => record));
  return kept;
}

async function settle(
  record: ApprovalRecord,
  { audit, confirm }: Pick<RestoreDeps, 'audit' | 'confirm'>,
): Promise<Kept> {
  const { view, recovery } = record;
  if (isSettled(view.state)) return asSettled(view);
  const event = eventOf(view);
  if (view.state !== 'executing') {
    await audit.record({ ...event, outcome: 'refused', detail: 'void after restart' }, { synced: false });
    return asSettled({ ...view, state: 'void', waiting: false });
  }
  const found = recovery === undefined ? null : await lookUp(confirm, recovery);
  if (found === 'unknown') {
    await audit.record({ ...event, outcome: 'failed', detail: 'unknown after restart' }, { synced: false });
    return { view: failed(view, UNKNOWN), record };
  }
  const outcome = found ?? { kind: 'error', message: 'Countersign stopped while this was under way.' };
  const happened = outcome.kind !== 'error';
  await audit.record(
    { ...event, outcome: happened ? 'done' : 'failed', detail: 'found after restart' },
    { synced: false },
  );
  return asSettled(happened ? { ...view, state: 'done', waiting: false, outcome } : failed(view, outcome));
}

const UNKNOWN: Outcome = {
  kind: 'error',
  message: 'Countersign stopped while this was under way, and whether it happened could not be found out yet.',
};

const asSettled = (view: Approval): Kept => ({ view, record: { view } });

const failed = (view: Approval, outcome: Outcome): Approval => ({ ...view, state: 'failed', waiting: false, outcome });

async function lookUp(confirm: RestoreDeps['confirm'], recovery: Json): Promise<Outcome | 'unknown' | null> {
  try {
    return await confirm(recovery);
  } catch (error) {
    // A server that is away must not keep the app from starting.
    if (error instanceof AppError) return 'unknown';
    throw error;
  }
}
