import type { ApprovalState } from '../../../app/contract/ui/approvals.ts';
import type { Tone } from '../../text/audit-words.ts';

const TONES: Readonly<Record<ApprovalState, Tone>> = {
  pending: 'accent',
  approved: 'accent',
  executing: 'accent',
  done: 'ok',
  failed: 'danger',
  denied: 'neutral',
  expired: 'warn',
  withdrawn: 'neutral',
  void: 'warn',
};

export const stateTone = (state: ApprovalState): Tone => TONES[state];
