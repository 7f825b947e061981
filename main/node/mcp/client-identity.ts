import { CLIENT_INFO_META_KEY } from '@modelcontextprotocol/server';
import { z } from 'zod';

import type { AgentCaller } from '../../../app/contract/agent-door.ts';

const MAX_TEXT = 100;

const text = z.string().transform((value) => value.slice(0, MAX_TEXT));
const clientInfo = z.object({ name: text, version: text });
const introduction = z.object({
  params: z.object({ clientInfo: clientInfo.optional().catch(undefined), _meta: z.unknown().optional() }),
});
const envelope = z.object({ [CLIENT_INFO_META_KEY]: clientInfo });

/** What a client says it is: in `initialize` (until 2025-11-25), or with every request (2026-07-28). Proves nothing. */
export function clientOf(message: unknown): AgentCaller['client'] {
  const parsed = introduction.safeParse(message);
  if (!parsed.success) return undefined;
  const { _meta: meta, clientInfo: initial } = parsed.data.params;
  const stated = envelope.safeParse(meta);
  return stated.success ? stated.data[CLIENT_INFO_META_KEY] : initial;
}
