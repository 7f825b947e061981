import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

import type { McpClient, ToolReply } from '../../stories/clients.ts';
import { COMMAND, type RunningApp } from '../../stories/running-app.ts';

/** The shim spoken to line by line, one call at a time: what is left of a call's time without a client library's own. */
export async function connectPlainly(app: RunningApp, agent: string): Promise<Pick<McpClient, 'call' | 'close'>> {
  const { env, home: cwd } = app;
  const shim = spawn(process.execPath, [COMMAND, 'mcp', '--agent', agent], {
    env,
    cwd,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: shim.stdout });
  let next = (_line: string): void => undefined;
  lines.on('line', (line) => next(line));
  const ask = (method: string, params: unknown): Promise<{ readonly result: unknown }> =>
    new Promise((resolve) => {
      next = (line) => resolve(JSON.parse(line) as { result: unknown });
      shim.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })}\n`);
    });
  const clientInfo = { name: 'plain', version: '1' };
  await ask('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo });
  shim.stdin.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n');
  return {
    async call(name, input) {
      const { result } = await ask('tools/call', { name, arguments: input });
      return result as ToolReply;
    },
    async close() {
      shim.stdin.end();
      if (shim.exitCode === null) await once(shim, 'exit');
    },
  };
}
