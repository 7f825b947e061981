import { describe, expect, it } from 'vitest';

import { eventually, GREETING, Peer, socketDoor } from './door-harness.ts';

const call = (id: number | string, name = 'vault_status', input: object = {}) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: input },
});
const hold = (id: number | string) => call(id, 'vault_job', { id: 'x', action: 'wait' });
const cancel = (requestId: number | string) => ({
  jsonrpc: '2.0',
  method: 'notifications/cancelled',
  params: { requestId },
});

async function openMcp() {
  const { start, socketPath, door, deps } = await socketDoor();
  await start();
  const peer = () => {
    const guest = new Peer(socketPath);
    guest.send(GREETING);
    return guest;
  };
  return { door, deps, peer };
}

async function held(count: number, idOf: (at: number) => number = (at) => at) {
  const all = await openMcp();
  const guest = all.peer();
  for (let at = 1; at <= count; at += 1) guest.send(hold(idOf(at)));
  await eventually(() => all.door.calls.length === count);
  return { ...all, guest };
}

describe('an MCP client that asks for much at once', () => {
  it('S9: is busy with 32 open requests, also of one id, and others are not', async () => {
    const { guest, peer, door } = await held(32, () => 7);
    guest.send(call('more'));
    expect(await guest.json()).toMatchObject({
      id: 'more',
      error: { code: -32_000, data: { code: 'busy', next: expect.any(String) as string } },
    });
    const other = peer();
    other.send(call(1));
    expect(await other.json()).toMatchObject({ id: 1, result: { structuredContent: { agent: 'claude' } } });
    expect(door.calls).toHaveLength(33);
  });

  it('is welcome again when a request was answered or cancelled', async () => {
    const { guest, door } = await held(31);
    for (const id of [101, 102, 103]) {
      guest.send(call(id));
      expect(await guest.json((line) => line['id'] === id)).toHaveProperty('result');
    }
    guest.send(hold(104));
    await eventually(() => door.calls.length === 35);
    guest.send(cancel(1));
    await eventually(() => door.cancelled.length === 1);
    guest.send(call(105));
    expect(await guest.json((line) => line['id'] === 105)).toHaveProperty('result');
  });

  it('does not get past the limit by cancelling calls that go on', async () => {
    const { door, peer } = await openMcp();
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    door.answers.set('vault_list', () => ended.then(() => ({ status: 'done' })));
    const guest = peer();
    for (let id = 1; id <= 40; id += 1) {
      guest.send(call(id, 'vault_list'));
      guest.send(cancel(id));
    }
    guest.send(call(99));
    const answer = await guest.json((line) => line['id'] === 99);
    expect(JSON.stringify(answer)).toContain('busy');
    expect(door.calls).toHaveLength(32);
    end();
    await ended;
    guest.send(call(100));
    expect(await guest.json((line) => line['id'] === 100)).toHaveProperty('result.structuredContent');
  });

  it('is read no further while it does not read its answers, and served when it does', async () => {
    const { peer } = await openMcp();
    const guest = peer();
    await new Promise((resolve) => guest.socket.once('connect', resolve));
    guest.socket.pause();
    const line = `${JSON.stringify(call(1))}\n`.repeat(500);
    let taken = 0;
    const pour = () => void (taken < 60 && guest.socket.write(line, () => ((taken += 1), pour())));
    pour();
    let before = -1;
    // A core that reads on would only be at rest when it has read everything.
    while (before !== taken) {
      before = taken;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    expect(taken).toBeLessThan(30);
    const other = peer();
    other.send(call(1));
    expect(await other.json()).toHaveProperty('result');
    guest.socket.resume();
    await guest.until(() => guest.lines.length === 60 * 500);
    guest.send(call('last'));
    await guest.until(() => guest.lines.at(-1)?.includes('"last"') === true);
  });

  it('reads the id of a request that is refused as JSON', async () => {
    const { peer } = await openMcp();
    const guest = peer();
    guest.send('{"jsonrpc":"2.0","id":4,"method":"tools/call","params":{"name":"vault_set","name":"x"}}');
    guest.send('{"jsonrpc":"2.0","id":"p","method":"tools/call","params":{"__proto__":1}}');
    guest.send('{"jsonrpc":"1.0","id":5,"method":"ping"}');
    expect(await guest.json(({ id }) => id === 4)).toMatchObject({ error: { data: { code: 'bad_input' } } });
    expect(await guest.json(({ id }) => id === 'p')).toMatchObject({ error: { code: -32_700 } });
    expect(await guest.json(({ id }) => id === 5)).toMatchObject({ error: { code: -32_600 } });
  });
});
