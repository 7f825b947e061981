import type { AgentCaller } from '../../../app/contract/agent-door.ts';
import type { Greeting } from '../../../app/contract/socket-wire.ts';
import { greeting } from '../../../app/contract/socket-wire.ts';
import { AppError } from '../../../app/kernel/errors.ts';
import type { AgentId } from '../../../app/kernel/ids.ts';
import { agentId } from '../../../app/kernel/ids.ts';
import { parseStrictJson } from './strict-json.ts';

/** The one agent that the `countersign` command is, and no client may call itself. */
const COMMAND_AGENT = 'cli';

export interface Welcome {
  readonly door: Greeting['door'];
  readonly caller: AgentCaller;
}

/** Reads a connection's first line. Throws `bad_input` for what is no greeting or no name an agent may have. */
export function welcome(line: Buffer, connection: string): Welcome {
  const parsed = greeting.safeParse(parseStrictJson(line));
  if (parsed.error?.issues[0]?.path[0] === 'agent') throw noName('An agent id has 40 characters at most.');
  if (!parsed.success) {
    throw new AppError('bad_input', 'This is not how a program greets Countersign.', {
      next: 'Start `countersign mcp`, of the same version as the app.',
    });
  }
  const said = parsed.data;
  const { cwd, path, language, terminal } = said;
  return {
    door: said.door,
    caller: {
      agent: agentOf(said),
      door: said.door === 'mcp' ? 'stdio' : 'command',
      connection,
      process: { pid: said.pid, verified: false },
      workspace: {
        cwd,
        path,
        ...(language === undefined ? {} : { language }),
        ...(terminal === undefined ? {} : { terminal }),
      },
    },
  };
}

function agentOf({ agent, door }: Greeting): AgentId {
  const parsed = agentId.safeParse(agent);
  if (!parsed.success) {
    throw noName(parsed.error.issues[0]?.message ?? 'This is no name for an agent.');
  }
  if ((parsed.data === COMMAND_AGENT) !== (door === 'command')) {
    throw noName('The name `cli` belongs to the countersign command alone.');
  }
  return parsed.data;
}

const noName = (message: string): AppError =>
  new AppError('bad_input', message, { next: 'Choose another name: `countersign mcp --agent NAME`.' });
