import type { AppStatus } from '../../../app/contract/ui/status.ts';
import { commandLine } from '../../text/visible-text.ts';

export interface Snippets {
  readonly claudeCode: string;
  readonly json: string;
  readonly http: string;
}

/** What to paste where, so that a client finds Countersign. */
export function connectSnippets({ command, mcpUrl }: AppStatus['doors']): Snippets {
  const [program = '', ...args] = command;
  return {
    claudeCode: `claude mcp add countersign -s user -- ${commandLine([...command, '--agent', 'claude-code'])}`,
    json: JSON.stringify(
      { mcpServers: { countersign: { command: program, args: [...args, '--agent', 'claude-desktop'] } } },
      null,
      2,
    ),
    http: mcpUrl,
  };
}
