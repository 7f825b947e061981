import { z } from 'zod';

import { approvalId } from '../../kernel/ids.ts';
import type { CallSpec } from '../define.ts';

const instant = z.number();

/** Why a request deserves a second look. */
const dangerFlag = z.enum([
  'value_has_shell_syntax',
  'value_has_line_break',
  'replaces_all_keys',
  'removes_keys',
  'runs_code',
  'reads_input',
  'new_folder',
  'shared_entry',
  'goes_to_model',
  'deletes',
]);
export type DangerFlag = z.infer<typeof dangerFlag>;

const keyChange = z.object({
  key: z.string(),
  change: z.enum(['added', 'changed', 'removed', 'same']),
  /** Rounded for people: 'empty', 'under 16', '16 to 64', '64 to 256', 'over 256' characters; absent for removed keys. */
  size: z.string().optional(),
  generated: z.boolean().optional(),
  flags: z.array(dangerFlag),
});

/** What the person is asked, one shape for each kind of request. Never holds a secret value. */
const question = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('write'),
    action: z.enum(['create', 'update']),
    mode: z.enum(['merge', 'replace']),
    place: z.string(),
    path: z.string(),
    keys: z.array(keyChange),
    fromVersion: z.number(),
    toVersion: z.number(),
  }),
  z.object({
    kind: z.literal('run'),
    command: z.array(z.string()),
    executable: z.string(),
    cwd: z.string(),
    secrets: z.array(
      z.object({ variable: z.string(), reference: z.string(), place: z.string(), firstUse: z.boolean() }),
    ),
    timeoutSeconds: z.number(),
    background: z.boolean(),
    /** What the program reads: a shell or interpreter would run it. As much of it as a person can look at. */
    stdin: z.object({ text: z.string(), bytes: z.number() }).optional(),
    /** Folders in which the command finds further programs, beyond those that the app itself looks in. */
    searchedToo: z.array(z.string()).optional(),
  }),
  z.object({
    kind: z.literal('read'),
    place: z.string(),
    path: z.string(),
    keys: z.array(z.string()),
    version: z.number().optional(),
  }),
  z.object({
    kind: z.literal('delete'),
    action: z.enum(['delete', 'undelete']),
    place: z.string(),
    path: z.string(),
    versions: z.array(z.number()),
  }),
  z.object({ kind: z.literal('list'), place: z.string(), path: z.string() }),
  z.object({ kind: z.literal('credential'), agent: z.string() }),
]);
export type Question = z.infer<typeof question>;

/** Ways to say yes. Which ones a request offers is in `offers`; anything else is refused. */
const remember = z.enum(['once', 'fifteen_minutes', 'share_use', 'share_use_and_list']);
export type Remember = z.infer<typeof remember>;

const approvalState = z.enum([
  'pending',
  'approved',
  'executing',
  'done',
  'failed',
  'denied',
  'expired',
  'withdrawn',
  'void',
]);
export type ApprovalState = z.infer<typeof approvalState>;

export const approval = z.object({
  id: approvalId,
  state: approvalState,
  agent: z.string(),
  /** What the client says of itself; unproven. */
  client: z.string().optional(),
  process: z.object({ pid: z.number().optional(), verified: z.boolean() }).optional(),
  door: z.enum(['stdio', 'http', 'command']),
  tool: z.string(),
  question,
  flags: z.array(dangerFlag),
  /** The agent's own words: untrusted, control and direction characters escaped, at most 500 characters. */
  reason: z.string().optional(),
  offers: z.array(remember),
  /** For share offers: what would be shared, such as `shop/development`. */
  shareScope: z.string().optional(),
  requestedAt: instant,
  expiresAt: instant,
  decidedAt: instant.optional(),
  decidedBy: z.string().optional(),
  remembered: remember.optional(),
  /** After the effect: "written, version 4", "exit code 0"; after a failure what went wrong. */
  outcome: z
    .object({
      kind: z.enum(['written', 'deleted', 'restored', 'ran', 'running', 'read', 'listed', 'minted', 'error']),
      version: z.number().optional(),
      exitCode: z.number().nullable().optional(),
      message: z.string().optional(),
    })
    .optional(),
  /** True while the agent still waits for the answer on its open call. */
  waiting: z.boolean(),
});
export type Approval = z.infer<typeof approval>;

export const approvalCalls = {
  /** Pending oldest first; decided newest first. */
  'approvals.list': {
    effect: 'read',
    input: z.strictObject({
      show: z.enum(['pending', 'decided']),
      limit: z.number().int().min(1).max(500).default(200),
    }),
    output: z.object({ items: z.array(approval) }),
  },
  'approvals.decide': {
    effect: 'decide',
    input: z.strictObject({
      id: approvalId,
      verdict: z.enum(['approve', 'deny']),
      remember: remember.default('once'),
    }),
    output: z.object({ state: approvalState }),
  },
} as const satisfies Record<string, CallSpec>;
