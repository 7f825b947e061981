import { z } from 'zod';

import type { CallSpec } from '../define.ts';

export const auditView = z.object({
  seq: z.number(),
  time: z.string(),
  agent: z.string(),
  client: z.string().optional(),
  /** What the person did: in which session. Their names begin anew with each start of the core. */
  session: z.string().optional(),
  /** Such as `vault_set`, `secrets.reveal`, `approval`. */
  action: z.string(),
  outcome: z.enum(['intent', 'done', 'failed', 'asked', 'approved', 'denied', 'refused', 'info']),
  /** The entry's name where this app can tell it; the file itself holds only a digest. */
  subject: z.string().optional(),
  keys: z.array(z.string()).optional(),
  approval: z.string().optional(),
  detail: z.string().optional(),
});
export type AuditView = z.infer<typeof auditView>;

export const auditCalls = {
  /** Newest first. `before` continues below that sequence number. */
  'audit.list': {
    effect: 'read',
    input: z.strictObject({
      before: z.number().int().positive().optional(),
      limit: z.number().int().min(1).max(500).default(100),
    }),
    output: z.object({ entries: z.array(auditView), more: z.boolean() }),
  },
  'audit.verify': {
    effect: 'read',
    input: z.strictObject({}),
    output: z.object({
      ok: z.boolean(),
      entries: z.number(),
      /** Where it is damaged: month, line (from 1), and what kind of damage. */
      damage: z.object({ month: z.string(), line: z.number(), kind: z.string() }).optional(),
    }),
  },
} as const satisfies Record<string, CallSpec>;
