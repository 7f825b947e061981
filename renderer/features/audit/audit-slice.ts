import type { Client } from '../../../app/contract/client.ts';
import type { Output } from '../../../app/contract/define.ts';
import type { AuditView } from '../../../app/contract/ui/audit.ts';
import type { UiContract } from '../../../app/contract/ui/ui-contract.ts';
import { type AppError, asAppError } from '../../../app/kernel/errors.ts';
import type { Cell } from '../../store/cell.ts';
import { coalesce, dataOf, LOADING, reload, type Loadable } from '../../store/loadable.ts';

export type Verification =
  | { readonly phase: 'idle' | 'running' }
  | { readonly phase: 'done'; readonly result: Output<UiContract, 'audit.verify'> }
  | { readonly phase: 'failed'; readonly error: AppError };

interface AuditPage {
  /** Newest first, without gaps. */
  readonly entries: readonly AuditView[];
  readonly more: boolean;
}

export interface AuditSlice {
  readonly page: Loadable<AuditPage>;
  /** While paused, new lines are held back here, newest first. */
  readonly paused: boolean;
  readonly held: readonly AuditView[];
  readonly loadingMore: boolean;
  readonly verification: Verification;
  readonly refresh: () => Promise<void>;
  readonly received: (entry: AuditView) => void;
  readonly setPaused: (paused: boolean) => void;
  readonly loadMore: () => Promise<void>;
  readonly verify: () => Promise<void>;
}

const PAGE = 100;

export function createAuditSlice(client: Client<UiContract>, cell: Cell<AuditSlice>): AuditSlice {
  const show = (entries: readonly AuditView[]): void => {
    const page = dataOf(cell.get().page);
    if (page === undefined) return;
    cell.set({ page: { phase: 'ready', data: { ...page, entries: mergeNewest(page.entries, entries) } } });
  };

  return {
    page: LOADING,
    paused: false,
    held: [],
    loadingMore: false,
    verification: { phase: 'idle' },
    refresh: coalesce(async () => {
      const next = await reload(cell.get().page, () => client.call('audit.list', { limit: PAGE }));
      // Lines may have come by event while the list was on its way.
      const arrived = [...cell.get().held, ...(dataOf(cell.get().page)?.entries ?? [])];
      cell.set({ page: next, held: [] });
      const newest = dataOf(next)?.entries[0]?.seq ?? 0;
      show(arrived.filter(({ seq }) => seq > newest));
    }),
    received(entry) {
      const { paused, page } = cell.get();
      if (paused || page.phase !== 'ready') cell.set({ held: mergeNewest(cell.get().held, [entry]) });
      else show([entry]);
    },
    setPaused(paused) {
      const { held } = cell.get();
      cell.set({ paused, held: [] });
      if (!paused) show(held);
    },
    async loadMore() {
      const page = dataOf(cell.get().page);
      const last = page?.entries.at(-1);
      if (page === undefined || last === undefined || !page.more || cell.get().loadingMore) return;
      cell.set({ loadingMore: true });
      try {
        const older = await client.call('audit.list', { before: last.seq, limit: PAGE });
        const now = dataOf(cell.get().page) ?? page;
        const data = { entries: [...now.entries, ...older.entries], more: older.more };
        cell.set({ page: { phase: 'ready', data } });
      } finally {
        cell.set({ loadingMore: false });
      }
    },
    async verify() {
      cell.set({ verification: { phase: 'running' } });
      try {
        cell.set({ verification: { phase: 'done', result: await client.call('audit.verify', {}) } });
      } catch (error) {
        cell.set({ verification: { phase: 'failed', error: asAppError(error) } });
      }
    },
  };
}

/** Puts lines in by their number, newest first; a line that is there already is not doubled. */
export function mergeNewest(present: readonly AuditView[], arrived: readonly AuditView[]): readonly AuditView[] {
  const known = new Set(present.map(({ seq }) => seq));
  const fresh = arrived.filter(({ seq }) => !known.has(seq));
  return fresh.length === 0 ? present : [...fresh, ...present].toSorted((a, b) => b.seq - a.seq);
}
