import { asAppError } from '../kernel/errors.ts';

import type { Audit, AuditEvent } from './audit.ts';

export interface Act<T> {
  run(): Promise<T>;
  /** For the audit: how it ended. No names, no values. */
  end?(result: T): string | undefined;
  /** It changes nothing, so its effect is the answer: it may run while the intent is being written. */
  readonly looksOnly?: boolean;
}

/**
 * Intent, synced → act → result. Throws `audit_unavailable` and does nothing where the intent cannot be written; what only
 * looks tells nothing then, not even its failure.
 */
export async function audited<T>(audit: Audit, event: Omit<AuditEvent, 'outcome'>, act: Act<T>): Promise<T> {
  const early = act.looksOnly === true ? act.run() : null;
  early?.catch(() => undefined); // Told below, after the intent.
  await audit.record({ ...event, outcome: 'intent' });
  try {
    const result = await (early ?? act.run());
    const detail = act.end?.(result) ?? event.detail;
    // The intent is on disk already: waiting for this line too would only slow the answer.
    await audit.record({ ...event, outcome: 'done', detail }, { synced: false });
    return result;
  } catch (error) {
    await audit.record({ ...event, outcome: 'failed', detail: asAppError(error).code }, { synced: false });
    throw error;
  }
}
