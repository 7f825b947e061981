import { z } from 'zod';

import { defineTool, reads } from './define.ts';
import { waitingFields } from './waiting.ts';

const path = z
  .string()
  .max(600)
  .describe(
    'Path of an entry below your own namespace, such as `app/development`. `own:` or `shared:` in front force the place.',
  );
const reason = z.string().max(2000).optional().describe('Why you need this, in one sentence; the person reads it.');
const version = z.number().int().positive();
const effect = z.enum(['allow', 'ask', 'deny']);

/** Bounds a record, which zod does not, and says so in the schema that agents get. */
const atMost = <R extends z.ZodRecord>(members: number, record: R): R =>
  record.refine((value) => Object.keys(value).length <= members).meta({ maxProperties: members });

export const vaultStatus = defineTool({
  name: 'vault_status',
  title: 'Vault status',
  description:
    'Tells whether the vault is ready, who you are, where your entries live, what was shared with you and what you may do. Costs nothing and asks nobody. Call it first.',
  input: z.strictObject({}),
  output: z.object({
    server: z.object({
      state: z.string(),
      product: z.string().optional(),
      version: z.string().optional(),
      detail: z.string().optional(),
    }),
    agent: z.string(),
    kind: z.enum(['assistant', 'program']),
    namespace: z.string(),
    shares: z.array(z.object({ path: z.string(), capabilities: z.array(z.string()) })),
    capabilities: z.record(z.string(), effect),
    confinement: z.enum(['vault', 'countersign_only']),
    /** The person stopped this agent: every other tool is refused until they let it on. */
    paused: z.boolean(),
    session_seconds_left: z.number().optional(),
    pending_approvals: z.number(),
    next: z.string().optional(),
  }),
  annotations: reads,
});

export const vaultList = defineTool({
  name: 'vault_list',
  title: 'List entries',
  description:
    'Lists entries and their key names below a path of your own namespace and of what was shared with you. Never values. Pass `cursor` from the last answer to go on.',
  input: z.strictObject({
    path: path.optional(),
    recursive: z.boolean().optional(),
    cursor: z.string().max(2000).optional(),
  }),
  output: z.object({
    ...waitingFields,
    entries: z
      .array(
        z.object({
          path: z.string(),
          place: z.enum(['own', 'shared']),
          keys: z.array(z.string()).optional(),
          version: z.number().optional(),
        }),
      )
      .optional(),
    folders: z.array(z.string()).optional(),
    cursor: z.string().optional(),
  }),
  annotations: reads,
});

export const vaultGet = defineTool({
  name: 'vault_get',
  title: 'Look at an entry',
  description:
    'Shows key names and version of an entry; with `history: true` all its versions too. Values stay hidden: use `vault_run` to use them. `reveal: true` asks the person to send the values to you and to the company that runs your model; prefer not to.',
  input: z.strictObject({
    path,
    keys: z.array(z.string().max(128)).max(200).optional(),
    version: version.optional(),
    history: z.boolean().optional(),
    reveal: z.boolean().optional(),
    reason,
  }),
  output: z.object({
    ...waitingFields,
    path: z.string().optional(),
    place: z.enum(['own', 'shared']).optional(),
    version: z.number().optional(),
    created_at: z.string().optional(),
    keys: z.array(z.string()).optional(),
    versions: z
      .array(
        z.object({
          version: z.number(),
          created_at: z.string(),
          deleted_at: z.string().optional(),
          destroyed: z.boolean(),
        }),
      )
      .optional(),
    values: z.record(z.string(), z.string()).optional(),
  }),
  annotations: reads,
});

const generate = z.strictObject({
  generate: z.strictObject({
    length: z.number().int().min(8).max(512).optional(),
    charset: z.enum(['alphanumeric', 'ascii', 'hex', 'base64url', 'digits']).optional(),
  }),
});

export const vaultSet = defineTool({
  name: 'vault_set',
  title: 'Create or update an entry',
  description:
    'Writes keys of an entry after the person approved. A value is a text, or `{"generate": {"length": 32}}` for a random one that nobody sees. `mode: "merge"` (default) keeps other keys, `"replace"` drops them. `dry_run: true` shows what would change, without values and without asking. When it answers `pending`, wait with `vault_job`; the write happens when the person approves.',
  input: z.strictObject({
    path,
    data: atMost(200, z.record(z.string(), z.union([z.string(), generate]))),
    mode: z.enum(['merge', 'replace']).optional(),
    cas: z
      .number()
      .int()
      .nonnegative()
      .optional()
      .describe('Write only if this is the current version; 0 creates only.'),
    dry_run: z.boolean().optional(),
    reason,
  }),
  output: z.object({
    ...waitingFields,
    path: z.string().optional(),
    version: z.number().optional(),
    created_at: z.string().optional(),
    changes: z
      .object({ added: z.array(z.string()), changed: z.array(z.string()), removed: z.array(z.string()) })
      .optional(),
    dry_run: z.boolean().optional(),
  }),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
});

const MOST_SECRETS = 64;
const secretRefs = z.union([
  z.array(z.string().max(700)).max(MOST_SECRETS),
  atMost(MOST_SECRETS, z.record(z.string().max(128), z.string().max(700))),
]);

export const vaultRun = defineTool({
  name: 'vault_run',
  title: 'Run a command with secrets',
  description:
    'Runs a command (a list of words, no shell) with the named secrets in its environment, after the person approved. Secrets are references such as `app/development/DB_PASSWORD`, or just `DB_PASSWORD` with `app` and `environment`; `{"PGPASSWORD": "app/development/DB_PASSWORD"}` renames. In the output every value is replaced by `[REDACTED:NAME]`. Long commands answer `running`: go on with `vault_job`. Redaction is no wall: do not try to print values.',
  input: z.strictObject({
    command: z
      .array(z.string().max(32_768))
      .min(1)
      .max(256)
      .describe('The program first; 64 KiB in all. Pass more by a file or by `stdin`.'),
    secrets: secretRefs,
    app: z.string().max(64).optional(),
    environment: z.string().max(64).optional(),
    cwd: z.string().max(4096).optional(),
    stdin: z.string().max(1_048_576).optional(),
    timeout_s: z.number().int().min(1).max(3600).optional(),
    background: z.boolean().optional(),
    reason,
  }),
  output: z.object({
    ...waitingFields,
    exit_code: z.number().nullable().optional(),
    signal: z.string().optional(),
    stdout: z.string().optional(),
    stderr: z.string().optional(),
    truncated: z.boolean().optional(),
    redacted: z.record(z.string(), z.number()).optional(),
    timed_out: z.boolean().optional(),
    duration_ms: z.number().optional(),
  }),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
});

export const vaultJob = defineTool({
  name: 'vault_job',
  title: 'Wait for a pending call or a running command',
  description:
    'Goes on with a call that answered `pending` (pass its `approval_id`) or `running` (pass its `job`). `wait` holds until there is news, `output` shows what a command printed so far, `cancel` takes the question back or ends the command.',
  input: z.strictObject({
    id: z.string().max(64),
    action: z.enum(['wait', 'output', 'cancel']),
  }),
  output: z.object({
    ...waitingFields,
    tool: z.string().optional(),
    result: z.record(z.string(), z.unknown()).optional(),
    stdout: z.string().optional(),
    stderr: z.string().optional(),
  }),
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
});
