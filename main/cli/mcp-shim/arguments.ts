const USAGE = 'Usage: countersign mcp [--agent NAME]\n';

/** As in `app/kernel/ids.ts`, which would bring zod into the shim; a test holds the two together. */
const NAME = /^[a-z0-9][a-z0-9_-]{0,39}$/;
const RESERVED = new Set(['root', 'sys', 'auth', 'audit', 'identity', 'cubbyhole', 'cli']);

export type ShimArguments = { readonly agent: string } | { readonly usage: string; readonly exitCode: number };

/**
 * Reads `[mcp] [--agent NAME]`; without a name it is that of COUNTERSIGN_AGENT where that holds one, else `default`.
 * A name that the core would refuse is refused here: clients show why a server does not start, and a call comes too late.
 */
export function shimArguments(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ShimArguments {
  const words = argv[0] === 'mcp' ? argv.slice(1) : argv;
  if (words.includes('--help') || words.includes('-h')) return { usage: USAGE, exitCode: 0 };
  const agent = words.length === 0 ? env['COUNTERSIGN_AGENT'] || 'default' : namedAgent(words);
  if (agent === undefined || agent === '') return { usage: USAGE, exitCode: 2 };
  const wrong = wrongName(agent);
  if (wrong === undefined) return { agent };
  const source = words.length === 0 ? 'COUNTERSIGN_AGENT' : '--agent';
  return { usage: `countersign mcp: ${source} is not valid: ${wrong}.\n`, exitCode: 2 };
}

/** Repeats no name but one of the few that are reserved: anything may stand in the others. */
function wrongName(name: string): string | undefined {
  if (!NAME.test(name)) return 'an agent name is 1 to 40 of a-z, 0-9, _ and -, and starts with a letter or digit';
  return RESERVED.has(name) ? `the name ${name} is reserved, so choose another` : undefined;
}

function namedAgent([first = '', second, ...more]: readonly string[]): string | undefined {
  if (more.length > 0) return undefined;
  if (first === '--agent') return second;
  return second === undefined ? /^--agent=(.+)$/s.exec(first)?.[1] : undefined;
}
