const USAGE = 'Usage: countersign mcp [--agent NAME]\n';

export type ShimArguments = { readonly agent: string } | { readonly usage: string; readonly exitCode: number };

/** Reads `[mcp] [--agent NAME]`; without a name it is that of COUNTERSIGN_AGENT where that holds one, else `default`. The core judges the name. */
export function shimArguments(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): ShimArguments {
  const words = argv[0] === 'mcp' ? argv.slice(1) : argv;
  if (words.includes('--help') || words.includes('-h')) return { usage: USAGE, exitCode: 0 };
  const agent = words.length === 0 ? env['COUNTERSIGN_AGENT'] || 'default' : namedAgent(words);
  return agent === undefined || agent === '' ? { usage: USAGE, exitCode: 2 } : { agent };
}

function namedAgent([first = '', second, ...more]: readonly string[]): string | undefined {
  if (more.length > 0) return undefined;
  if (first === '--agent') return second;
  return second === undefined ? /^--agent=(.+)$/s.exec(first)?.[1] : undefined;
}
