import type { Client } from '../../../app/contract/client.ts';
import type { Approval, Remember } from '../../../app/contract/ui/approvals.ts';
import type { UiContract } from '../../../app/contract/ui/ui-contract.ts';
import type { Cell } from '../../store/cell.ts';
import { coalesce, dataOf, LOADING, reload, type Loadable } from '../../store/loadable.ts';

export type Verdict = 'approve' | 'deny';

interface Decision {
  readonly id: Approval['id'];
  readonly verdict: Verdict;
  readonly remember: Remember;
}

export interface ApprovalsSlice {
  /** Oldest first. */
  readonly pending: Loadable<readonly Approval[]>;
  /** Newest first. */
  readonly decided: Loadable<readonly Approval[]>;
  /** The answer that is on its way, by id. */
  readonly deciding: Readonly<Record<string, Verdict>>;
  readonly refresh: () => Promise<void>;
  /** Rejects with what the core says; the lists are fresh either way. */
  readonly decide: (decision: Decision) => Promise<void>;
}

export function createApprovalsSlice(client: Client<UiContract>, cell: Cell<ApprovalsSlice>): ApprovalsSlice {
  const list = async (show: 'pending' | 'decided') => (await client.call('approvals.list', { show })).items;

  const refresh = coalesce(async () => {
    const { pending, decided } = cell.get();
    const [nextPending, nextDecided] = await Promise.all([
      reload(pending, () => list('pending')),
      reload(decided, () => list('decided')),
    ]);
    cell.set({ pending: nextPending, decided: nextDecided });
  });

  return {
    pending: LOADING,
    decided: LOADING,
    deciding: {},
    refresh,
    async decide(decision) {
      if (Object.hasOwn(cell.get().deciding, decision.id)) return;
      cell.set({ deciding: { ...cell.get().deciding, [decision.id]: decision.verdict } });
      try {
        await client.call('approvals.decide', decision);
      } finally {
        await refresh();
        const { [decision.id]: _done, ...others } = cell.get().deciding;
        cell.set({ deciding: others });
      }
    },
  };
}

const NONE: readonly Approval[] = [];

export const pendingOf = (slice: ApprovalsSlice): readonly Approval[] => dataOf(slice.pending) ?? NONE;

export const findApproval = (slice: ApprovalsSlice, id: string): Approval | undefined =>
  [...pendingOf(slice), ...(dataOf(slice.decided) ?? NONE)].find((approval) => approval.id === id);

/** Commands that demonstration clients asked for: the page's own, and those that others started. */
export const demoRunsOf = (slice: ApprovalsSlice): readonly Approval['id'][] =>
  [...pendingOf(slice), ...(dataOf(slice.decided) ?? NONE)]
    .filter(({ agent, question }) => agent === 'demo' && question.kind === 'run')
    .map(({ id }) => id);

/** Those that were not there before; none on the first look, so that opening the page is not an alarm. */
export function newlyArrived(before: readonly Approval[] | undefined, after: readonly Approval[]): readonly Approval[] {
  if (before === undefined) return [];
  const known = new Set(before.map(({ id }) => id));
  return after.filter(({ id }) => !known.has(id));
}

/** Where the attention goes when `id` leaves the list: the one that takes its place, else the one before it. */
export function neighbourOf(list: readonly Approval[], id: string): Approval['id'] | undefined {
  const index = list.findIndex((approval) => approval.id === id);
  return (list[index + 1] ?? list[index - 1])?.id;
}
