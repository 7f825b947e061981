import { z } from 'zod';

import type { CallSpec } from '../define.ts';

const agentView = z.object({
  id: z.string(),
  kind: z.enum(['assistant', 'program']),
  /** Since when the person stopped this one by itself; all of them at once is in the app's status. */
  pausedSince: z.number().optional(),
  connectedNow: z.number().int().nonnegative(),
  /** What its clients say of themselves; unproven. */
  clients: z.array(z.string()),
  doors: z.array(z.enum(['stdio', 'http', 'command'])),
  firstSeen: z.number(),
  lastSeen: z.number().optional(),
  keys: z.array(z.object({ id: z.string(), createdAt: z.number(), expiresAt: z.number() })),
  shares: z.array(z.object({ path: z.string(), capabilities: z.array(z.string()), since: z.number() })),
  grants: z.array(z.object({ id: z.string(), tool: z.string(), subject: z.string(), expiresAt: z.number() })),
});
export type AgentView = z.infer<typeof agentView>;

export const agentCalls = {
  'agents.list': { effect: 'read', input: z.strictObject({}), output: z.object({ agents: z.array(agentView) }) },
  /** Makes a bearer key for HTTP clients. Shown once: only its digest is kept. */
  'agents.createKey': {
    effect: 'decide',
    input: z.strictObject({ agent: z.string() }),
    output: z.object({ id: z.string(), key: z.string(), expiresAt: z.number() }),
  },
  'agents.revokeKey': {
    effect: 'decide',
    input: z.strictObject({ agent: z.string(), id: z.string() }),
    output: z.object({ revoked: z.boolean() }),
  },
  'agents.endGrant': {
    effect: 'decide',
    input: z.strictObject({ id: z.string() }),
    output: z.object({ ended: z.boolean() }),
  },
  /** Stops one agent, or all of them: what they asked is withdrawn, what they run is ended, remembered answers are forgotten. */
  'agents.pause': {
    effect: 'write',
    input: z.strictObject({ agent: z.string().nullable() }),
    output: z.object({ questions: z.number(), commands: z.number(), grants: z.number() }),
  },
  'agents.resume': {
    effect: 'decide',
    input: z.strictObject({ agent: z.string().nullable() }),
    output: z.object({ resumed: z.boolean() }),
  },
  'agents.removeShare': {
    effect: 'decide',
    input: z.strictObject({ agent: z.string(), path: z.string() }),
    output: z.object({ removed: z.boolean() }),
  },
} as const satisfies Record<string, CallSpec>;
