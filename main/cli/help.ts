import type { Command } from './command.ts';
import { table } from './terminal.ts';

const JSON_OPTION = ['--json', 'output that programs read'] as const;

/** About the command or the group that the words name, else about all of them. */
export function helpFor(commands: readonly Command[], words: readonly string[]): string {
  const [first = '', second = ''] = words;
  const group = commands.filter(({ name }) => name.split(' ')[0] === first);
  const named = group.filter(({ name }) => name === first || name === `${first} ${second}`);
  const wanted = named.length === 0 ? group : named;
  return wanted.length === 0 ? helpForAll(commands) : wanted.map(helpForOne).join('\n\n');
}

function helpForOne({ usage, summary, options }: Command): string {
  const rows = Object.entries(options).map(([name, option]) => [
    `  --${name}${option.value === undefined ? '' : ` ${option.value}`}`,
    option.summary,
  ]);
  const [name, text] = JSON_OPTION;
  return [usage, `  ${summary}`, '', table([...rows, [`  ${name}`, text]])].join('\n');
}

function helpForAll(commands: readonly Command[]): string {
  const rows = commands.map(({ usage, summary }) => [`  ${usage}`, summary]);
  return [
    'Countersign lets AI agents use the secrets in your vault without seeing them, and asks you before they change anything.',
    '',
    table([...rows, ['  countersign mcp [--agent NAME]', 'the MCP server that a client runs over stdio']]),
    '',
    'Options of one command: countersign COMMAND --help. Add --json to any command for output that programs read.',
    'Exit codes: 0 done, 1 failed, 2 usage, 3 not logged in, 4 denied, 5 timed out waiting for you.',
  ].join('\n');
}
