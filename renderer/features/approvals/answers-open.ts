import type { Approval } from '../../../app/contract/ui/approvals.ts';

export interface OpenAnswers {
  readonly expired: boolean;
  readonly canApprove: boolean;
  readonly canDeny: boolean;
}

export interface DecisionCircumstances {
  readonly now: number;
  /** Whether this window may decide at all. */
  readonly mayDecide: boolean;
  /** An answer is on its way already. */
  readonly deciding: boolean;
  /** The request has been on screen long enough. */
  readonly armed: boolean;
}

/** Which answers can be given now. The core decides again; this only keeps buttons from promising too much. */
export function answersOpen(
  approval: Pick<Approval, 'state' | 'expiresAt'> | undefined,
  { now, mayDecide, deciding, armed }: DecisionCircumstances,
): OpenAnswers {
  if (approval?.state !== 'pending') return { expired: false, canApprove: false, canDeny: false };
  const expired = approval.expiresAt <= now;
  const canDeny = !expired && mayDecide && !deciding;
  return { expired, canDeny, canApprove: canDeny && armed };
}
