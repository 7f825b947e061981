import { parseArgs } from 'node:util';

import { asAppError, AppError, ERROR_TABLE } from '../../app/kernel/errors.ts';
import { homeFolder } from '../node/home-folder.ts';
import { installedVersion } from '../node/installation.ts';

import { asTyped } from './as-typed.ts';
import { joinCore, type CommandClient } from './command-client.ts';
import type { Command } from './command.ts';
import { agentCommands } from './commands/agent.ts';
import { appCommands } from './commands/app.ts';
import { secretCommands } from './commands/secret.ts';
import { serveCommand } from './commands/serve.ts';
import { helpFor } from './help.ts';
import { patientClient } from './patient-client.ts';
import { systemTerminal, type Terminal } from './terminal.ts';

const COMMANDS: readonly Command[] = [serveCommand, ...appCommands, ...secretCommands, ...agentCommands];

async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  if (argv.length === 0 || argv.includes('--help') || argv.includes('-h') || argv[0] === 'help') {
    const words = argv.slice(argv[0] === 'help' ? 1 : 0).filter((text) => !text.startsWith('-'));
    terminal.out(asTyped(helpFor(COMMANDS, words)));
    return 0;
  }
  if (argv[0] === '--version') {
    terminal.out(installedVersion());
    return 0;
  }
  const command = COMMANDS.find(({ name }) => argv.slice(0, name.split(' ').length).join(' ') === name);
  if (command === undefined) return withoutCommand(argv, terminal);
  const { values, positionals } = parse(command, argv.slice(command.name.split(' ').length));
  const home = homeFolder();
  const { json, ...options } = values;
  const code = await command.run({
    words: positionals,
    options,
    json: json === true,
    home,
    terminal,
    joined: (work) => joined(home, terminal, work),
  });
  return code ?? 0;
}

/** Whoever names but a group is shown what is in it. */
function withoutCommand([group = '', ...rest]: readonly string[], terminal: Terminal): number {
  const isGroup = COMMANDS.some(({ name }) => name.startsWith(`${group} `));
  if (isGroup && rest.length === 0) {
    terminal.note(helpFor(COMMANDS, [group]));
    return ERROR_TABLE.bad_input.exit;
  }
  const next = isGroup
    ? `Run \`countersign ${group} --help\` for those of this group.`
    : 'Run `countersign --help` for all of them.';
  throw new AppError('bad_input', 'There is no such command.', { next });
}

async function joined<T>(home: string, terminal: Terminal, work: (client: CommandClient) => Promise<T>): Promise<T> {
  const client = await joinCore(home);
  try {
    return await work(patientClient(client, (line) => terminal.note(line)));
  } finally {
    client.close();
  }
}

function parse(
  command: Command,
  args: readonly string[],
): { values: Record<string, string | boolean>; positionals: string[] } {
  const options = Object.fromEntries(Object.entries(command.options).map(([name, { type }]) => [name, { type }]));
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { ...options, json: { type: 'boolean' } },
      allowPositionals: true,
    });
    const given = Object.entries(values).flatMap(([name, value]) =>
      typeof value === 'string' || typeof value === 'boolean' ? [[name, value] as const] : [],
    );
    return { values: Object.fromEntries(given), positionals };
  } catch (error) {
    throw new AppError('bad_input', wrongOption(error), { next: `Usage: ${command.usage}`, cause: error });
  }
}

/** Node's own text would repeat what was typed. */
const wrongOption = (error: unknown): string =>
  error instanceof TypeError && 'code' in error && error.code === 'ERR_PARSE_ARGS_INVALID_OPTION_VALUE'
    ? 'An option lacks its value, or has one that it does not take.'
    : 'There is no such option.';

// A terminal that was closed or a pipe that nobody reads any more must not end an app that has an OpenBao to stop.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
const terminal = systemTerminal();
try {
  process.exitCode = await run(process.argv.slice(2), terminal);
} catch (error) {
  const known = asAppError(error);
  terminal.failed(known, process.argv.includes('--json'));
  if (known.code === 'internal' && process.env['LOG_LEVEL'] === 'debug' && error instanceof Error)
    terminal.note(error.stack ?? '');
  process.exitCode = ERROR_TABLE[known.code].exit;
}
