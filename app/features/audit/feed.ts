import type { AuditView } from '../../contract/ui/audit.ts';
import type { AuditEntry } from '../../domain/audit/entry.ts';

import { viewOf } from './audit-event.ts';
import type { Page } from './list-entries.ts';
import type { NameBook } from './name-book.ts';

/** As many of the newest entries are kept in memory for the screen. */
const KEPT = 1000;

/** The newest entries, and who wants to hear of more. */
export interface Feed {
  /** Begins anew with what the file holds. */
  restart(entries: readonly AuditEntry[]): void;
  add(entry: AuditEntry): void;
  listen(listener: (entry: AuditView) => void): () => void;
  /** Newest first; null where only the file can tell. */
  newest(page: Page): readonly AuditEntry[] | null;
}

export function createFeed(names: NameBook): Feed {
  const listeners = new Set<(entry: AuditView) => void>();
  let recent: AuditEntry[] = [];
  return {
    restart(entries) {
      recent = entries.slice(-KEPT);
    },
    add(entry) {
      recent.push(entry);
      if (recent.length > 2 * KEPT) recent = recent.slice(-KEPT);
      for (const listener of listeners) tell(listener, viewOf(entry, names));
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    newest({ before, limit }) {
      const below = recent.filter(({ seq }) => seq < before);
      const isWhole = recent[0] === undefined || recent[0].seq === 1;
      return below.length >= limit || isWhole ? below.toReversed().slice(0, limit) : null;
    },
  };
}

function tell(listener: (entry: AuditView) => void, entry: AuditView): void {
  try {
    listener(entry);
  } catch {
    // Whoever only watches must not be able to stop the audit.
  }
}
