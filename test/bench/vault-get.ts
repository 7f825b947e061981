// MCP `vault_get` against a raw read of the same entry on the same OpenBao: blocks of 50 in turn, so both see the same load.
import { startBao } from '../main/node/vault/bao-server.ts';
import { connect, type McpClient } from '../stories/clients.ts';
import { signIn, untilReady } from '../stories/person.ts';
import { newHome, removeHome, startApp } from '../stories/running-app.ts';

import { percentile, report, rounded, timed } from './parts/figures.ts';
import { residentMib } from './parts/memory.ts';
import { connectPlainly } from './parts/plain-client.ts';

const BLOCK = 50;
const BLOCKS = 20;
/** The app runs for days: what counts is its speed once the engine has compiled what is used often. */
const WARM_UP = 400;

const bao = await startBao();
const home = await newHome();
const app = await startApp({
  home,
  built: true,
  env: { VAULT_ADDR: bao.address, VAULT_TOKEN: bao.rootToken, LOG_LEVEL: 'warn', RATE_LIMIT_ENABLED: 'false' },
});
try {
  const person = await signIn(app, app.code);
  await untilReady(person);
  await bao.ask('POST', 'secret/data/mcp/bench/app/one', {
    body: { data: { DB_PASSWORD: 'pw-bench', DB_USER: 'bench', API_KEY: 'sk-bench' } },
  });
  const { key } = await person.client.call('agents.createKey', { agent: 'bench' });
  const rawRead = async (): Promise<void> => {
    const answer = await bao.ask('GET', 'secret/data/mcp/bench/app/one');
    await answer.json();
  };
  const clients: readonly (readonly [string, Pick<McpClient, 'call' | 'close'>])[] = [
    ['stdio, plain JSON-RPC', await connectPlainly(app, 'bench')],
    ['stdio, client of 2025', await connect(app, { era: 'legacy', agent: 'bench' })],
    ['stdio, client of 2026', await connect(app, { era: 'modern', agent: 'bench' })],
    ['HTTP, client of 2025', await connect(app, { era: 'legacy', agent: 'bench', key })],
    ['HTTP, client of 2026', await connect(app, { era: 'modern', agent: 'bench', key })],
  ];
  for (const [name, client] of clients) await compare(name, client, rawRead);
  report({
    row: 'core, resident memory after the reads',
    value: rounded(await residentMib(app.pid), 0),
    unit: 'MiB',
    budget: 180,
  });
  await Promise.all(clients.map(([, client]) => client.close()));
} finally {
  await app.stop();
  await bao.stop();
  await removeHome(home);
}

async function compare(name: string, client: Pick<McpClient, 'call'>, rawRead: () => Promise<void>): Promise<void> {
  const read = async (): Promise<void> => {
    const reply = await client.call('vault_get', { path: 'app/one' });
    if (!JSON.stringify(reply).includes('DB_PASSWORD')) throw new Error(`A wrong answer: ${JSON.stringify(reply)}`);
  };
  for (let warm = 0; warm < WARM_UP; warm += 1) {
    await rawRead();
    await read();
  }
  const raw: number[] = [];
  const mcp: number[] = [];
  for (let block = 0; block < BLOCKS; block += 1) {
    for (let index = 0; index < BLOCK; index += 1) raw.push(await timed(rawRead));
    for (let index = 0; index < BLOCK; index += 1) mcp.push(await timed(read));
  }
  const stdio = name.startsWith('stdio');
  report({ row: `${name}: raw read, p50`, value: rounded(percentile(raw, 0.5)), unit: 'ms' });
  report({ row: `${name}: vault_get, p50`, value: rounded(percentile(mcp, 0.5)), unit: 'ms' });
  report({ row: `${name}: vault_get, p95`, value: rounded(percentile(mcp, 0.95)), unit: 'ms' });
  report({
    row: `${name}: ratio of p50`,
    value: rounded(percentile(mcp, 0.5) / percentile(raw, 0.5)),
    unit: '×',
    budget: stdio ? 2.2 : 3.3,
    wanted: stdio ? 1.6 : 2.2,
  });
}
