import { dataOf } from './loadable.ts';
import type { UiState } from './ui-store.ts';

export const pendingCount = ({ approvals }: UiState): number => dataOf(approvals.pending)?.length ?? 0;

export const mayDecide = ({ status }: UiState): boolean => dataOf(status.current)?.person.mayDecide ?? false;
