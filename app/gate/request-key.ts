import { z } from 'zod';

import type { AgentCaller } from '../contract/agent-door.ts';
import { canonicalJson } from '../kernel/json.ts';
import type { Digests } from '../ports/crypto.ts';

const json = z.json();

/**
 * The same call again has the same key: same agent, tool, arguments and folder. The command may do more than the agent it
 * speaks for, so its calls are its own. The reason is not in it, so that an agent
 * which words its reason anew still joins its question. Keyed, since the arguments may hold a value.
 */
export function requestKey(
  digests: Digests,
  {
    tool,
    input,
    caller,
  }: { readonly tool: string; readonly input: Readonly<Record<string, unknown>>; readonly caller: AgentCaller },
): string {
  const bound = Object.fromEntries(
    Object.entries(input).filter(([name, value]) => name !== 'reason' && value !== undefined),
  );
  const isCommand = caller.door === 'command';
  const content = json.parse({
    agent: caller.agent,
    tool,
    input: bound,
    cwd: caller.workspace?.cwd ?? null,
    isCommand,
  });
  return digests.keyed('value', canonicalJson(content));
}
