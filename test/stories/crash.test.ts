import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterEach, describe, expect, it } from 'vitest';

import { startBao, type BaoServer } from '../main/node/vault/bao-server.ts';

import { answerOf, connect } from './clients.ts';
import { signIn, untilReady, type Person } from './person.ts';
import { baoPid, newHome, removeHome, startApp, type RunningApp } from './running-app.ts';

const VALUE = 'crash-canary-29fj';

const apps: RunningApp[] = [];
const servers: Server[] = [];
const baos: BaoServer[] = [];
const homes: string[] = [];

/** Removed when the test ends, after what runs in it was stopped. */
async function homeOfTest(): Promise<string> {
  const home = await newHome();
  homes.push(home);
  return home;
}

afterEach(async () => {
  for (const app of apps.splice(0)) await app.stop();
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
  for (const bao of baos.splice(0)) await bao.stop();
  for (const home of homes.splice(0)) await removeHome(home);
});

async function open(options: Parameters<typeof startApp>[0]): Promise<{ app: RunningApp; person: Person }> {
  const app = await startApp(options);
  apps.push(app);
  const person = await signIn(app, app.code);
  await untilReady(person);
  return { app, person };
}

describe('kill -9 of the core', () => {
  it('while an approval is pending: no yes survives, OpenBao is not orphaned, nothing acknowledged is lost', async () => {
    const home = await homeOfTest();
    const first = await open({ home });
    const client = await connect(first.app, { era: 'modern' });
    const kept = client.call('vault_set', { path: 'kept/one', data: { KEY: VALUE } });
    await first.person.approveNext();
    expect(answerOf(await kept)).toMatchObject({ version: 1 });
    client.call('vault_set', { path: 'pending/one', data: { KEY: VALUE } }).catch(() => undefined);
    const question = await first.person.nextQuestion();
    const oldBao = await baoPid(home);
    await first.app.kill();

    const second = await open({ home });
    const newBao = await baoPid(home);
    expect(newBao).not.toBeNull();
    expect(newBao).not.toBe(oldBao);
    const { items } = await second.person.client.call('approvals.list', { show: 'pending' });
    expect(items).toEqual([]);
    const decided = await second.person.client.call('approvals.list', { show: 'decided' });
    expect(decided.items.find(({ id }) => id === question.id)).toMatchObject({ state: 'void' });
    await expect(second.person.decide(question.id, 'approve')).rejects.toMatchObject({ code: 'conflict' });
    const later = await connect(second.app, { era: 'modern' });
    expect(answerOf(await later.call('vault_get', { path: 'kept/one' }))).toMatchObject({ version: 1, keys: ['KEY'] });
    expect(answerOf(await later.call('vault_get', { path: 'pending/one' }))).toMatchObject({ code: 'not_found' });
    expect(await second.person.client.call('audit.verify', {})).toMatchObject({ ok: true });
    await Promise.allSettled([client.close(), later.close()]);
    await second.app.stop();
    expect(await baoPid(home)).toBeNull();
  });

  it.each([
    ['reached the server', true],
    ['did not reach the server', false],
  ])('while a write is under way that %s: it is looked up, and told as it is', async (_name, reaches) => {
    const bao = await startBao();
    baos.push(bao);
    // Stands between core and server, and lets a write through, or not, without ever answering it.
    let writes = 0;
    const proxy = createServer((incoming, outgoing) => {
      const isWrite = incoming.method !== 'GET' && (incoming.url ?? '').includes('/data/mcp/story/slow');
      if (isWrite) writes += 1;
      if (isWrite && !reaches) return;
      const forward = request(
        `${bao.address}${incoming.url ?? ''}`,
        { method: incoming.method, headers: incoming.headers },
        (answer) => {
          if (isWrite) answer.resume();
          else {
            outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
            answer.pipe(outgoing);
          }
        },
      );
      incoming.pipe(forward);
    });
    servers.push(proxy);
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    const env = {
      VAULT_ADDR: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
      VAULT_TOKEN: bao.rootToken,
    };
    const home = await homeOfTest();
    const first = await open({ home, env });
    const client = await connect(first.app, { era: 'modern' });
    client.call('vault_set', { path: 'slow/one', data: { KEY: VALUE } }).catch(() => undefined);
    const question = await first.person.approveNext();
    await expect.poll(() => writes).toBe(1);
    const stored = async (): Promise<number> => (await bao.ask('GET', 'secret/data/mcp/story/slow/one')).status;
    await expect.poll(stored).toBe(reaches ? 200 : 404);
    await first.app.kill();

    const second = await open({ home, env });
    const find = async (): Promise<unknown> =>
      (await second.person.client.call('approvals.list', { show: 'decided' })).items.find(
        ({ id }) => id === question.id,
      );
    await expect
      .poll(find)
      .toMatchObject(reaches ? { state: 'done', outcome: { kind: 'written', version: 1 } } : { state: 'failed' });
    expect(writes).toBe(1);
    expect(await second.person.client.call('audit.verify', {})).toMatchObject({ ok: true });
    await client.close().catch(() => undefined);
  });
});
