import { chmodSync, lstatSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

import { startSocketDoor } from '../../../../main/node/agents-door/socket-server.ts';
import { socketAddress } from '../../../../main/node/agents-door/socket-address.ts';
import type { AppError } from '../../../../app/kernel/errors.ts';
import {
  doorDeps,
  eventually,
  GREETING,
  later,
  ManualClock,
  Peer,
  socketDoor,
  temporaryFolder,
} from './door-harness.ts';

const COMMAND = { ...GREETING, door: 'command', agent: 'cli' } as const;

async function openDoor(options: Parameters<typeof socketDoor>[0] = {}) {
  const all = await socketDoor(options);
  await all.start();
  return { ...all, peer: () => new Peer(all.socketPath) };
}

describe('the place of the socket', () => {
  it('S2: is a socket of mode 0600 in a folder of mode 0700', async () => {
    const { socketPath } = await openDoor();
    expect(lstatSync(socketPath).mode & 0o777).toBe(0o600);
    expect(lstatSync(path.dirname(socketPath)).mode & 0o777).toBe(0o700);
  });

  it('S2: is refused where something else lies, is entered by others, or is a link', async () => {
    const attempt = async (prepare: (folder: string) => void) => {
      const folder = temporaryFolder();
      prepare(folder);
      const start = startSocketDoor(doorDeps().deps, { path: path.join(folder, 'run', 's.sock'), version: '1' });
      return start.then(
        (door) => later(() => door.stop()),
        (error: unknown) => (error as AppError).code,
      );
    };
    const make = (folder: string) => mkdirSync(path.join(folder, 'run'), { mode: 0o700 });
    expect(await attempt(() => undefined)).toBeUndefined();
    expect(await attempt((folder) => (make(folder), writeFileSync(path.join(folder, 'run', 's.sock'), 'mine')))).toBe(
      'unavailable',
    );
    expect(await attempt((folder) => (make(folder), mkdirSync(path.join(folder, 'run', 's.sock'))))).toBe(
      'unavailable',
    );
    expect(
      await attempt((folder) => (make(folder), symlinkSync('/dev/null', path.join(folder, 'run', 's.sock')))),
    ).toBe('unavailable');
    expect(await attempt((folder) => symlinkSync(temporaryFolder(), path.join(folder, 'run')))).toBe('unavailable');
    expect(await attempt((folder) => writeFileSync(path.join(folder, 'run'), ''))).toBe('unavailable');
    expect(await attempt((folder) => (make(folder), chmodSync(path.join(folder, 'run'), 0o755)))).toBe('unavailable');
  });

  it('F14: is taken over from a core that died, and not from one that lives', async () => {
    const folder = temporaryFolder();
    const { start, socketPath } = await socketDoor({ folder });
    // A server whose process dies leaves its socket behind; closing the bare handle does the same.
    mkdirSync(path.dirname(socketPath), { mode: 0o700 });
    const { spawnSync } = await import('node:child_process');
    const script = `require('node:net').createServer().listen(${JSON.stringify(socketPath)}, () => process.kill(process.pid, 'SIGKILL'))`;
    spawnSync(process.execPath, ['-e', script]);
    expect(lstatSync(socketPath).isSocket()).toBe(true);
    await start();
    await expect(start()).rejects.toMatchObject({ code: 'already_running' });
    const peer = new Peer(socketPath);
    peer.send(COMMAND);
    peer.send({ id: 1, tool: 'vault_status', input: {} });
    expect(await peer.json()).toMatchObject({ kind: 'done', id: 1 });
  });

  it('F14: says that a path is too long for a socket', async () => {
    const far = path.join(temporaryFolder(), 'x'.repeat(120), 's.sock');
    await expect(startSocketDoor(doorDeps().deps, { path: far, version: '1' })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('103 bytes') as string,
    });
  });

  it('is the runtime folder where there is one, the home otherwise, and one for each home', () => {
    const place = {
      home: '/home/a/.cs',
      env: { XDG_RUNTIME_DIR: '/run/user/7' },
      platform: 'linux',
      nonce: 'n',
    } as const;
    expect(socketAddress(place)).toMatch(/^\/run\/user\/7\/countersign\/countersign-[\da-f]{12}\.sock$/);
    expect(socketAddress(place)).not.toBe(socketAddress({ ...place, home: '/home/b/.cs' }));
    expect(socketAddress({ ...place, env: { XDG_RUNTIME_DIR: 'relative' } })).toBe('/home/a/.cs/run/agents.sock');
    expect(socketAddress({ ...place, platform: 'win32' })).toMatch(/^\\\\\.\\pipe\\countersign-[\da-f]{12}-n$/);
  });
});

describe('greeting the socket', () => {
  it.each([
    ['no JSON', 'hello'],
    ['another protocol', { jsonrpc: '2.0', id: 1, method: 'initialize' }],
    ['an unknown member', { ...GREETING, admin: true }],
    ['a name no agent may have', { ...GREETING, agent: '../x' }],
    ['a reserved name', { ...GREETING, agent: 'root' }],
    ["the command's name", { ...GREETING, agent: 'cli' }],
    ['a name that is too long', { ...GREETING, agent: 'a'.repeat(41) }],
    ['another name for the command', { ...COMMAND, agent: 'claude' }],
    ['a line over 64 KiB', 'x'.repeat(65 * 1024)],
  ])('is refused with %s', async (_name, line) => {
    const { peer, door } = await openDoor();
    const guest = peer();
    guest.send(line);
    expect(await guest.json()).toMatchObject({ kind: 'failed', id: -1, code: 'bad_input' });
    await guest.end();
    expect(door.everPresent).toEqual([]);
  });

  it('S7: is not awaited for longer than five seconds', async () => {
    const clock = new ManualClock();
    const { peer } = await openDoor({ clock });
    const silent = peer();
    const polite = peer();
    polite.send(COMMAND);
    polite.send({ id: 1, tool: 'vault_status', input: {} });
    await polite.json();
    await eventually(() => clock.waiting === 1);
    clock.advance(5_000);
    await silent.end();
    expect(silent.text).toContain('too late');
    expect(polite.closed).toBe(false);
  });

  it('S8, S10: leaves others alone when a peer goes away in the middle of it', async () => {
    const { peer, door } = await openDoor();
    for (let at = 0; at < 50; at += 1) {
      const guest = peer();
      guest.socket.write('{"countersign":1,');
      guest.socket.destroy();
    }
    const two = [peer(), peer()];
    for (const guest of two) {
      guest.send(GREETING);
      guest.send({ jsonrpc: '2.0', id: 1, method: 'ping' });
      expect(await guest.json()).toMatchObject({ id: 1, result: {} });
    }
    expect(door.present.size).toBe(2);
  });

  it('is refused when too many are connected, and welcome again when one left', async () => {
    const { peer, door } = await openDoor({ maxConnections: 2 });
    const guests = [peer(), peer()];
    for (const guest of guests) {
      guest.send(COMMAND);
      guest.send({ id: 1, tool: 'vault_status', input: {} });
      await guest.json();
    }
    const third = peer();
    expect(await third.json()).toMatchObject({ kind: 'failed', code: 'busy' });
    guests[0]?.socket.destroy();
    await third.end();
    await eventually(() => door.present.size === 1);
    const fourth = peer();
    fourth.send(COMMAND);
    fourth.send({ id: 2, tool: 'vault_status', input: {} });
    expect(await fourth.json()).toMatchObject({ kind: 'done', id: 2 });
  });
});

describe('the command at the socket', () => {
  it('makes calls side by side, is held for ten minutes, and hears progress', async () => {
    const { peer, door } = await openDoor();
    const guest = peer();
    guest.send(COMMAND);
    let release: () => void = () => undefined;
    door.answers.set('vault_set', async (_input, context) => {
      context.progress('waiting for the person');
      await new Promise<void>((resolve) => (release = resolve));
      return { status: 'done', version: 4 };
    });
    guest.send({ id: 1, tool: 'vault_set', input: { path: 'a/b', data: {} } });
    expect(await guest.json()).toEqual({ kind: 'progress', id: 1, message: 'waiting for the person' });
    guest.send({ id: 2, tool: 'vault_status', input: {} });
    expect(await guest.json(({ id }) => id === 2)).toMatchObject({ kind: 'done', data: { agent: 'cli' } });
    release();
    expect(await guest.json(({ id, kind }) => id === 1 && kind === 'done')).toMatchObject({ data: { version: 4 } });
    expect(door.calls[0]).toMatchObject({
      holdMs: 600_000,
      caller: {
        agent: 'cli',
        door: 'command',
        process: { pid: 4242, verified: false },
        workspace: { cwd: '/work', path: '/usr/bin' },
      },
    });
  });

  it('reads errors with their code, and goes on after a line that is no call', async () => {
    const { peer, door, lines } = await openDoor();
    door.answers.set('app_info', () => Promise.reject(new Error('canary-55')));
    const guest = peer();
    guest.send(COMMAND);
    guest.send('nonsense');
    guest.send({ id: 7, tool: 'vault_get', input: {}, extra: 1 });
    guest.send({ id: 8, tool: 'no_such_tool', input: {} });
    guest.send({ id: 9, tool: 'app_info', input: {} });
    expect(await guest.json(({ id }) => id === -1)).toMatchObject({ code: 'bad_input' });
    expect(await guest.json(({ id }) => id === 7)).toMatchObject({ code: 'bad_input' });
    expect(await guest.json(({ id }) => id === 8)).toMatchObject({ code: 'unknown_call' });
    expect(await guest.json(({ id }) => id === 9)).toMatchObject({ code: 'internal' });
    expect(guest.text + JSON.stringify(lines)).not.toContain('canary-55');
  });

  it('cancels what is open when it goes away', async () => {
    const { peer, door } = await openDoor();
    const guest = peer();
    guest.send(COMMAND);
    guest.send({ id: 1, tool: 'vault_job', input: { id: 'x', action: 'wait' } });
    await eventually(() => door.calls.length === 1);
    expect(door.present.size).toBe(1);
    guest.socket.destroy();
    await eventually(() => door.cancelled.length === 1 && door.present.size === 0);
  });

  it.each([
    ['command', COMMAND],
    ['mcp', GREETING],
  ])('is cut off at a line over 2 MiB, %s', async (_name, greeting) => {
    const { peer } = await openDoor();
    const guest = peer();
    guest.send(greeting);
    guest.send(JSON.stringify({ text: 'x'.repeat(2 * 1024 * 1024) }));
    await guest.end();
    expect(guest.text).toContain('value_too_large');
  });
});

describe('MCP at the socket', () => {
  it('is refused strictly read JSON and what is no JSON-RPC, and goes on', async () => {
    const { peer } = await openDoor();
    const guest = peer();
    guest.send(GREETING);
    guest.send('{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}');
    guest.send({ hello: 1 });
    guest.send({ jsonrpc: '2.0', id: 3, method: 'ping' });
    await guest.json(({ id }) => id === 3);
    const errors = guest.lines.map((line) => (JSON.parse(line) as { error?: { code: number } }).error?.code);
    expect(errors.slice(0, 2)).toEqual([-32_700, -32_600]);
  });

  it('ends with the door: connections are closed, calls cancelled, the socket taken away', async () => {
    const { socketPath, start, door } = await socketDoor();
    const started = await start();
    const guest = new Peer(socketPath);
    guest.send(GREETING);
    guest.send({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'vault_job', arguments: { id: 'x', action: 'wait' } },
    });
    await eventually(() => door.calls.length === 1);
    await started.stop();
    await guest.end();
    await eventually(() => door.cancelled.length === 1 && door.present.size === 0);
    expect(() => lstatSync(socketPath)).toThrow('ENOENT');
    const free = createServer();
    await new Promise<void>((resolve) => free.listen(socketPath, resolve));
    later(() => free.close());
  });
});
