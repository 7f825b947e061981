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
  /** While paused, the page stays as it is and new lines are held back here, newest first. */
  readonly paused: boolean;
  readonly held: readonly AuditView[];
  readonly loadingMore: boolean;
  readonly verification: Verification;
  readonly refresh: () => Promise<void>;
  readonly received: (entry: AuditView) => void;
  readonly setPaused: (paused: boolean) => void;
  readonly loadMore: () => Promise<void>;
  readonly verify: () => Promise<void>;
  /** Nobody looks any more: nothing is held still for them, and what was verified is of that look. */
  readonly left: () => void;
}

const PAGE = 100;

export function createAuditSlice(client: Client<UiContract>, cell: Cell<AuditSlice>): AuditSlice {
  /** The verification that was asked for last, while somebody waits for it. */
  let verifying: object | null = null;

  const show = (entries: readonly AuditView[]): void => {
    const page = dataOf(cell.get().page);
    if (page === undefined) return;
    cell.set({ page: { phase: 'ready', data: { ...page, entries: mergeNewest(page.entries, entries) } } });
  };

  const hold = (entries: readonly AuditView[]): void => {
    const newest = dataOf(cell.get().page)?.entries[0]?.seq ?? 0;
    const fresh = entries.filter(({ seq }) => seq > newest);
    cell.set({ held: mergeNewest(cell.get().held, fresh) });
  };

  const refresh = coalesce(async () => {
    const next = await reload(cell.get().page, () => client.call('audit.list', { limit: PAGE }));
    const { paused, page, held } = cell.get();
    const shown = dataOf(page)?.entries;
    if (paused && shown !== undefined) {
      hold(dataOf(next)?.entries ?? []);
      return;
    }
    // Lines may have come by event while the list was on its way.
    const arrived = [...held, ...(shown ?? [])];
    cell.set({ page: next, held: [] });
    const newest = dataOf(next)?.entries[0]?.seq ?? 0;
    show(arrived.filter(({ seq }) => seq > newest));
  });

  const setPaused = (paused: boolean): void => {
    const { held, page } = cell.get();
    cell.set({ paused, held: [] });
    if (paused) return;
    if (follows(held, dataOf(page)?.entries ?? [])) show(held);
    else void refresh();
  };

  return {
    page: LOADING,
    paused: false,
    held: [],
    loadingMore: false,
    verification: { phase: 'idle' },
    refresh,
    received(entry) {
      const { paused, page } = cell.get();
      if (paused || page.phase !== 'ready') hold([entry]);
      else show([entry]);
    },
    setPaused,
    async loadMore() {
      const page = dataOf(cell.get().page);
      const last = page?.entries.at(-1);
      if (page === undefined || last === undefined || !page.more || cell.get().loadingMore) return;
      cell.set({ loadingMore: true });
      try {
        const older = await client.call('audit.list', { before: last.seq, limit: PAGE });
        const now = dataOf(cell.get().page);
        // The list was loaded anew meanwhile and ends elsewhere: these lines would leave a gap.
        if (now?.entries.at(-1)?.seq !== last.seq) return;
        const data = { entries: [...now.entries, ...older.entries], more: older.more };
        cell.set({ page: { phase: 'ready', data } });
      } finally {
        cell.set({ loadingMore: false });
      }
    },
    async verify() {
      const mine = {};
      verifying = mine;
      cell.set({ verification: { phase: 'running' } });
      const verification = await verdictOf(client);
      if (verifying === mine) cell.set({ verification });
    },
    left() {
      verifying = null;
      if (cell.get().paused) setPaused(false);
      cell.set({ verification: { phase: 'idle' } });
    },
  };
}

async function verdictOf(client: Client<UiContract>): Promise<Verification> {
  try {
    return { phase: 'done', result: await client.call('audit.verify', {}) };
  } catch (error) {
    return { phase: 'failed', error: asAppError(error) };
  }
}

/** Whether `held` goes on, newest first, where `shown` ends: without the connection some lines may have been missed. */
function follows(held: readonly AuditView[], shown: readonly AuditView[]): boolean {
  const newest = held[0]?.seq ?? 0;
  const from = shown[0]?.seq ?? 0;
  return held.length === 0 || newest - from === held.length;
}

/** Puts lines in by their number, newest first; a line that is there already is not doubled. */
export function mergeNewest(present: readonly AuditView[], arrived: readonly AuditView[]): readonly AuditView[] {
  const known = new Set(present.map(({ seq }) => seq));
  const fresh = arrived.filter(({ seq }) => !known.has(seq));
  return fresh.length === 0 ? present : [...fresh, ...present].toSorted((a, b) => b.seq - a.seq);
}
