import { STATE_DAMAGED_ACTION, type AuditEntry } from '../../domain/audit/entry.ts';
import type { StateStore } from '../../ports/state.ts';

import type { Note } from './read-tail.ts';

/** Holds the state against the newest generation that the audit knows of, and names every document that does not count. */
export async function stateNotes(state: StateStore, entries: readonly AuditEntry[]): Promise<readonly Note[]> {
  await state.mustHaveReached(entries.reduce((newest, entry) => Math.max(newest, entry.state ?? 0), 0));
  return state.damaged().map((name) => ({ action: STATE_DAMAGED_ACTION, detail: name }));
}
