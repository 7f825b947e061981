import { z } from 'zod';

const RESERVED_AGENTS = ['root', 'sys', 'auth', 'audit', 'identity', 'cubbyhole'] as const;

/** `cli` is reserved too, but it is a real agent (the command), so only new agents are refused that name. */
export const agentId = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9_-]{0,39}$/,
    'An agent id is 1 to 40 of a-z, 0-9, _ and -, and starts with a letter or digit.',
  )
  .refine((id) => !RESERVED_AGENTS.some((reserved) => reserved === id), 'This name is reserved.')
  .brand<'AgentId'>();
export type AgentId = z.infer<typeof agentId>;

export const approvalId = z
  .string()
  .regex(/^apr_[a-z0-9]{20}$/)
  .brand<'ApprovalId'>();
export type ApprovalId = z.infer<typeof approvalId>;

export const jobId = z
  .string()
  .regex(/^job_[a-z0-9]{20}$/)
  .brand<'JobId'>();

/** Milliseconds since 1970, wall clock: for showing. */
export type Instant = number;
