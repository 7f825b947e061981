import { z } from 'zod';

/** The socket's first line: who joins. Nothing in it is believed; it names the agent and where commands run. */
export const greeting = z.strictObject({
  countersign: z.literal(1),
  door: z.enum(['mcp', 'command']),
  agent: z.string().max(40),
  pid: z.number().int().positive(),
  cwd: z.string().max(4096),
  path: z.string().max(32_768),
  language: z.string().max(64).optional(),
  terminal: z.string().max(64).optional(),
});
export type Greeting = z.infer<typeof greeting>;

/** After a `command` greeting: one JSON line a call, one a reply, one a progress message. After `mcp`: MCP over lines. */
export const commandCall = z.strictObject({ id: z.number().int(), tool: z.string().max(64), input: z.unknown() });

export const commandReply = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('done'), id: z.number(), data: z.record(z.string(), z.unknown()) }),
  z.strictObject({ kind: z.literal('progress'), id: z.number(), message: z.string() }),
  z.strictObject({
    kind: z.literal('failed'),
    id: z.number(),
    code: z.string(),
    message: z.string(),
    next: z.string().optional(),
  }),
]);
export type CommandReply = z.infer<typeof commandReply>;

/** `run/endpoints.json`, 0600: where a running core is found. No secrets. */
export const endpoints = z.object({
  pid: z.number().int(),
  version: z.string(),
  socket: z.string(),
  mcp: z.string(),
  ui: z.string(),
});
export type Endpoints = z.infer<typeof endpoints>;
