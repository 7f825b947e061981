import type { AgentKind } from '../domain/policy.ts';
import type { Clock } from '../ports/clock.ts';
import type { Digests } from '../ports/crypto.ts';

import type { Approvals } from './approvals.ts';
import type { Audit } from './audit.ts';
import type { Limits } from './limits.ts';
import type { AgentTool } from './plan.ts';

export interface GateDeps {
  readonly clock: Clock;
  readonly digests: Digests;
  readonly audit: Audit;
  readonly approvals: Approvals;
  /** Whether the person stopped this agent. */
  readonly isPaused: (agent: string) => boolean;
  readonly kindOf: (agent: string) => AgentKind;
  /** Null where they are switched off. */
  readonly limits: Limits | null;
  readonly tools: readonly AgentTool[];
  readonly reportBug: (error: unknown, call: string) => void;
}
