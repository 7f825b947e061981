// From starting `countersign mcp` to its first JSON-RPC answer, through the socket of a running core.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

import { COMMAND, newHome, removeHome, startApp } from '../stories/running-app.ts';

import { percentile, report, rounded } from './parts/figures.ts';
import { residentMib } from './parts/memory.ts';

const RUNS = 20;
const INITIALIZE = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'bench', version: '1' } },
};

const home = await newHome();
const app = await startApp({ home, built: true, env: { LOG_LEVEL: 'warn' } });
try {
  const times: number[] = [];
  const memory: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const began = performance.now();
    const shim = spawn(process.execPath, [COMMAND, 'mcp', '--agent', 'bench'], {
      env: app.env,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    shim.stdin.write(`${JSON.stringify(INITIALIZE)}\n`);
    await once(shim.stdout, 'data');
    times.push(performance.now() - began);
    memory.push(await residentMib(shim.pid ?? 0));
    shim.stdin.end();
    await once(shim, 'exit');
  }
  report({
    row: 'shim: start to first answer, p50',
    value: rounded(percentile(times, 0.5), 1),
    unit: 'ms',
    budget: 60,
    wanted: 30,
  });
  report({ row: 'shim: start to first answer, p95', value: rounded(percentile(times, 0.95), 1), unit: 'ms' });
  report({ row: 'shim: resident memory', value: rounded(percentile(memory, 0.5), 0), unit: 'MiB', budget: 60 });
} finally {
  await app.stop();
  await removeHome(home);
}
