import { z } from 'zod';

const AUDIT_OUTCOMES = ['intent', 'done', 'failed', 'asked', 'approved', 'denied', 'refused', 'info'] as const;

const digest = z.string().regex(/^[0-9a-f]{64}$/);

/** One line of the audit file. Names of entries and keys are digests, so that the file is no map of what exists. */
export const auditEntry = z.strictObject({
  seq: z.number().int().positive().max(Number.MAX_SAFE_INTEGER),
  time: z.iso.datetime(),
  /** Which start of the app wrote it. */
  boot: z.string(),
  agent: z.string(),
  /** What the client says of itself; unproven. */
  client: z.string().optional(),
  action: z.string(),
  outcome: z.enum(AUDIT_OUTCOMES),
  connection: z.string().optional(),
  ref: digest.optional(),
  keys: z.array(digest).optional(),
  approval: z.string().optional(),
  vault_request_id: z.string().optional(),
  detail: z.string().optional(),
  /** How far the state documents had come: an older copy of them in their place shows by it. */
  state: z.number().int().nonnegative().optional(),
  /** `mac` of the line before. */
  prev: digest,
  /** Over everything in front of it, as the bytes stand in the file. */
  mac: digest,
});
export type AuditEntry = z.infer<typeof auditEntry>;

/** An entry before it has its place in the chain. */
export type EntryDraft = Omit<AuditEntry, 'seq' | 'prev' | 'mac'>;

/** The chain's own notes, as `action`. */
export const SEGMENT_ACTION = 'audit.segment';
export const REPAIR_ACTION = 'audit.repair';
export const RESUMED_ACTION = 'audit.resumed';
/** A state document does not count. */
export const STATE_DAMAGED_ACTION = 'state.damaged';
