import type { Approval, ApprovalState } from '../../../app/contract/ui/approvals.ts';
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

/** A command that ended badly was carried out all the same, and is no success. */
export const approvalTone = ({ state, outcome }: Pick<Approval, 'state' | 'outcome'>): Tone =>
  state === 'done' && outcome?.kind === 'ran' && outcome.exitCode !== 0 ? 'warn' : TONES[state];
