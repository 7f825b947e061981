import { z } from 'zod';

import { defineTool, reads } from './define.ts';
import { waitingFields } from './waiting.ts';

/** Where the person's door is, for `countersign status`. */
export const appInfo = defineTool({
  name: 'app_info',
  title: 'App',
  description: 'Addresses of the running app.',
  input: z.strictObject({}),
  output: z.object({
    version: z.string(),
    pid: z.number(),
    home: z.string(),
    ui: z.string(),
    mcp: z.string(),
    server: z.object({
      kind: z.string(),
      state: z.string(),
      address: z.string(),
      product: z.string().optional(),
      version: z.string().optional(),
      detail: z.string().optional(),
      next: z.string().optional(),
    }),
    pending: z.number(),
    agents: z.number(),
  }),
  annotations: reads,
  doors: 'command',
});

/** A one-time code for the person's door. Each call is in the audit; open sessions announce the session that the code opens. */
export const uiCode = defineTool({
  name: 'ui_code',
  title: 'Code for the browser',
  description: 'Makes a one-time code for the person’s door.',
  input: z.strictObject({}),
  output: z.object({ url: z.string() }),
  annotations: { ...reads, readOnlyHint: false, idempotentHint: false },
  doors: 'command',
});

export const agentsList = defineTool({
  name: 'agents_list',
  title: 'Agents',
  description: 'Agents that were seen.',
  input: z.strictObject({}),
  output: z.object({
    agents: z.array(
      z.object({
        id: z.string(),
        kind: z.string(),
        paused: z.boolean(),
        connected: z.number(),
        last_seen: z.string().optional(),
        keys: z.number(),
        shares: z.number(),
      }),
    ),
  }),
  annotations: reads,
  doors: 'command',
});

/** Only ever narrows, so it asks nobody. Letting on is for the person's door. */
export const agentPause = defineTool({
  name: 'agent_pause',
  title: 'Pause an agent',
  description: 'Stops one agent, or all of them where none is named.',
  input: z.strictObject({ agent: z.string().optional() }),
  output: z.object({ status: z.literal('done'), questions: z.number(), commands: z.number(), grants: z.number() }),
  annotations: { ...reads, readOnlyHint: false },
  doors: 'command',
});

export const agentKey = defineTool({
  name: 'agent_key',
  title: 'Bearer key for an agent',
  description: 'Makes a bearer key for HTTP, after the person approved. Shown once.',
  input: z.strictObject({ agent: z.string() }),
  output: z.object({ ...waitingFields, key: z.string().optional(), ends: z.string().optional() }),
  annotations: { ...reads, readOnlyHint: false, idempotentHint: false },
  doors: 'command',
});
