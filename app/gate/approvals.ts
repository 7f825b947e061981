import type { AgentCaller } from '../contract/agent-door.ts';
import type { ApprovalId } from '../kernel/ids.ts';

import type { Ask, Outcome } from './plan.ts';

export type Verdict = 'approved' | 'denied' | 'expired' | 'withdrawn' | 'void';

/** One question to the person, from asking to the end of its effect. */
export interface OpenApproval {
  readonly id: ApprovalId;
  /** Wall clock, for the agent to know. */
  readonly expiresAt: number;
  /** Settles once; never rejects. */
  readonly verdict: Promise<Verdict>;
  /** Takes the yes, once: false where it lapsed or was taken already. Durable when it resolves. */
  begin(): Promise<boolean>;
  end(outcome: Outcome): Promise<void>;
  /** The client took the question back. False where its effect has begun, or it was settled before. */
  withdraw(): Promise<boolean>;
  /** The question, or a yes that had no effect yet, counts no longer. Changes nothing once the effect has begun. */
  lapse(): Promise<void>;
  /** Whether a call of the agent is held open for it. */
  setWaiting(waiting: boolean): void;
}

/** Where the gate asks. Only the person's door decides. */
export interface Approvals {
  /** Durable when it resolves. Throws `busy` when the agent has too many open questions. */
  ask(
    request: { readonly tool: string; readonly ask: Ask; readonly digest: string; readonly reason: string | undefined },
    caller: AgentCaller,
  ): Promise<OpenApproval>;
  /** The id of an earlier yes that still covers exactly this. */
  grantOf(agent: string, tool: string, digest: string): string | null;
}
