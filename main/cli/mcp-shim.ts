import { homeFolder } from '../node/home-folder.ts';
import { shimArguments } from './mcp-shim/arguments.ts';
import { connectToCore, greetingFor } from './mcp-shim/core-link.ts';
import { Shim } from './mcp-shim/shim.ts';

/** `countersign mcp`: what MCP clients start. Standard output carries nothing but MCP. */
async function main(): Promise<void> {
  const chosen = shimArguments(process.argv.slice(2), process.env);
  if ('usage' in chosen) {
    process.stderr.write(chosen.usage);
    process.exitCode = chosen.exitCode;
    return;
  }
  const home = homeFolder();
  const greeting = greetingFor(chosen.agent, process.env);
  const shim = new Shim({ input: process.stdin, output: process.stdout, connect: () => connectToCore(home, greeting) });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => shim.stop());
  await shim.run();
}

void main();
