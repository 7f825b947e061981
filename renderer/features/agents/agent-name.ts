import { agentId } from '../../../app/kernel/ids.ts';

/** The command on this machine. It comes by its own door and never by a key. */
export const COMMAND_AGENT = 'cli';

export type NameProblem = 'agents.newAgentNameProblem' | 'agents.newAgentNameReserved';

const SHAPE = /^[a-z0-9][a-z0-9_-]{0,39}$/;

/** What is wrong with the name of a new agent, as the key of the text that says it. */
export function nameProblem(name: string): NameProblem | null {
  if (!SHAPE.test(name)) return 'agents.newAgentNameProblem';
  return name !== COMMAND_AGENT && agentId.safeParse(name).success ? null : 'agents.newAgentNameReserved';
}
