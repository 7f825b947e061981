import { z } from 'zod';

/**
 * Every tool that may wait answers with one of these: `done`, or `pending` (the person has not answered; call `vault_job`
 * with the approval's id, or repeat the same call to join it), or `running` (a command goes on; `vault_job` with `job`).
 */
export const waitingFields = {
  status: z.enum(['done', 'pending', 'running']),
  approval_id: z.string().optional(),
  expires_at: z.string().optional(),
  job: z.string().optional(),
  next: z.string().optional(),
};
