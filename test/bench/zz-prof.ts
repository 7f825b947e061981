import { startBao } from '../main/node/vault/bao-server.ts';
import { connect } from '../stories/clients.ts';
import { signIn, untilReady } from '../stories/person.ts';
import { newHome, removeHome, startApp } from '../stories/running-app.ts';
const kind = process.env['KIND'] ?? 'stdio';
const bao = await startBao();
const home = await newHome();
const app = await startApp({ home, built: true, env: { VAULT_ADDR: bao.address, VAULT_TOKEN: bao.rootToken, LOG_LEVEL: 'warn', ...(process.env['PROF'] ? { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=/tmp/prof/${kind} --cpu-prof-interval 200` } : {}) } });
const person = await signIn(app, app.code);
await untilReady(person);
await bao.ask('POST', 'secret/data/mcp/bench/app/one', { body: { data: { DB_PASSWORD: 'pw-bench', DB_USER: 'bench', API_KEY: 'sk-bench' } } });
const { key } = await person.client.call('agents.createKey', { agent: 'bench' });
const client = await connect(app, { era: (process.env['ERA'] ?? 'modern') as never, agent: 'bench', ...(kind === 'http' ? { key } : {}) });
const times: number[] = [];
const raws: number[] = [];
for (let i = 0; i < 2000; i += 1) {
  let t = performance.now();
  await client.call('vault_get', { path: 'app/one' });
  times.push(performance.now() - t);
  if (i % 4 === 0) { t = performance.now(); await (await bao.ask('GET', 'secret/data/mcp/bench/app/one')).json(); raws.push(performance.now() - t); }
}
const q = (a: number[], p: number) => a.toSorted((x, y) => x - y)[Math.floor(a.length * p)]?.toFixed(2);
console.log(kind, 'mcp p10', q(times, 0.1), 'p50', q(times, 0.5), 'raw p10', q(raws, 0.1), 'p50', q(raws, 0.5));
await client.close();
await app.stop(); await bao.stop(); await removeHome(home);
