import { z } from 'zod';

import { agentId } from '../../kernel/ids.ts';

const agentKey = z.object({
  id: z.string(),
  /** SHA-256 of the whole key; the key itself is shown once and kept nowhere. */
  digest: z.string(),
  createdAt: z.number(),
  expiresAt: z.number(),
});

const agentRecord = z.object({
  id: agentId,
  kind: z.enum(['assistant', 'program']),
  firstSeen: z.number(),
  lastSeen: z.number().optional(),
  doors: z.array(z.enum(['stdio', 'http', 'command'])),
  clients: z.array(z.string()),
  keys: z.array(agentKey),
});
export type AgentRecord = z.infer<typeof agentRecord>;

export const agentsDocument = z.object({ agents: z.array(agentRecord) });

const shareRecord = z.object({
  agent: z.string(),
  path: z.string(),
  capabilities: z.array(z.enum(['list', 'use', 'read', 'write', 'delete', 'undelete'])),
  since: z.number(),
});

export const sharesDocument = z.object({ shares: z.array(shareRecord) });
