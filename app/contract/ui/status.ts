import { z } from 'zod';

import type { CallSpec } from '../define.ts';

/** Where the Vault server stands. `detail` and `next` are for people: what is wrong and what helps. */
const serverStatus = z.object({
  kind: z.enum(['embedded', 'remote']),
  address: z.string(),
  state: z.enum(['starting', 'ready', 'sealed', 'unreachable', 'missing', 'failed', 'login_needed']),
  /** Progress while starting: 0 to 1; absent when unknown. */
  progress: z.number().min(0).max(1).optional(),
  product: z.enum(['openbao', 'vault']).optional(),
  version: z.string().optional(),
  /** The program behind the embedded server where it is not the one whose digest Countersign knows. */
  foreignProgram: z.string().optional(),
  detail: z.string().optional(),
  next: z.string().optional(),
  /** Seconds until the session ends; absent where it does not end. */
  sessionSeconds: z.number().optional(),
});

const appStatus = z.object({
  version: z.string(),
  home: z.string(),
  server: serverStatus,
  /** What this browser or window may do, and what guards approvals. */
  person: z.object({
    /** Name of the caller's session, as it stands in audit lines of this start. */
    session: z.string(),
    mayDecide: z.boolean(),
    /** 'none' means: anything that runs as you can approve. */
    protection: z.enum(['none', 'passphrase', 'passkey']),
    keychain: z.enum(['key-file', 'system', 'passphrase', 'memory']),
  }),
  doors: z.object({
    /** The command a client must run for MCP over stdio. */
    command: z.array(z.string()),
    /** What it needs in its environment, so that it finds this app and no other. */
    env: z.record(z.string(), z.string()),
    mcpUrl: z.string(),
    socket: z.string(),
  }),
  pending: z.number().int().nonnegative(),
  /** Since when all agents are stopped. */
  pausedSince: z.number().optional(),
  /** Lasting notices, most important first. */
  notices: z.array(
    z.object({
      id: z.string(),
      kind: z.enum(['info', 'warning', 'danger']),
      code: z.enum([
        'unprotected',
        'state_damaged',
        'audit_damaged',
        'audit_unavailable',
        'foreign_program',
        'key_file',
      ]),
      /** File or door it speaks of. */
      subject: z.string().optional(),
    }),
  ),
});
export type AppStatus = z.infer<typeof appStatus>;

export const statusCalls = {
  'app.status': { effect: 'read', input: z.strictObject({}), output: appStatus },
  /** Starts the demonstration client: it asks to store a secret and to use it, as any agent would. */
  'demo.start': { effect: 'write', input: z.strictObject({}), output: z.object({ started: z.boolean() }) },
} as const satisfies Record<string, CallSpec>;

/** What the demonstration client said, step by step; texts hold no secrets. */
export const demoStep = z.object({
  step: z.enum(['connected', 'asked_to_store', 'stored', 'asked_to_run', 'ran', 'denied', 'failed', 'finished']),
  /** For 'ran': the redacted output. For 'failed': what happened. */
  text: z.string().optional(),
});
export type DemoStep = z.infer<typeof demoStep>;
