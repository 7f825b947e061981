export type ApprovalPhase =
  | 'pending'
  | 'approved'
  | 'executing'
  | 'done'
  | 'failed'
  | 'denied'
  | 'expired'
  | 'withdrawn'
  | 'void';

/** `lapse`: lock, sleep or restart came first. */
export type ApprovalEvent = 'approve' | 'deny' | 'expire' | 'withdraw' | 'lapse' | 'begin' | 'succeed' | 'fail';

/** What is not listed changes nothing. What has begun can only succeed or fail: the effect may already have happened. */
const TRANSITIONS: Readonly<Record<ApprovalPhase, Readonly<Partial<Record<ApprovalEvent, ApprovalPhase>>>>> = {
  pending: { approve: 'approved', deny: 'denied', expire: 'expired', withdraw: 'withdrawn', lapse: 'void' },
  approved: { begin: 'executing', expire: 'expired', withdraw: 'withdrawn', lapse: 'void' },
  executing: { succeed: 'done', fail: 'failed' },
  done: {},
  failed: {},
  denied: {},
  expired: {},
  withdrawn: {},
  void: {},
};

/** The next phase, or null where the event changes nothing: an approval is decided once, begun once and ended once. */
export const nextPhase = (phase: ApprovalPhase, event: ApprovalEvent): ApprovalPhase | null =>
  TRANSITIONS[phase][event] ?? null;

export const isSettled = (phase: ApprovalPhase): boolean => Object.keys(TRANSITIONS[phase]).length === 0;
