import type { AppStatus } from '../../../app/contract/ui/status.ts';
import { commandLine } from '../../text/visible-text.ts';

export interface Snippets {
  readonly claudeCode: string;
  readonly json: string;
  readonly http: string;
}

/** What to paste where, so that a client finds Countersign. */
export function connectSnippets({ command, env, mcpUrl }: AppStatus['doors']): Snippets {
  const [program = '', ...args] = command;
  const variables = Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  const server = {
    command: program,
    args: [...args, '--agent', 'claude-desktop'],
    ...(variables.length === 0 ? {} : { env }),
  };
  const add = ['claude', 'mcp', 'add', 'countersign', '-s', 'user', ...variables, '--'];
  return {
    claudeCode: commandLine([...add, ...command, '--agent', 'claude-code']),
    json: JSON.stringify({ mcpServers: { countersign: server } }, null, 2),
    http: mcpUrl,
  };
}
