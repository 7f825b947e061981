import { readFileSync } from 'node:fs';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';

import type { SocketDoor } from '../../../main/node/agents-door/socket-server.ts';
import { eventually, Peer, socketDoor, temporaryFolder } from '../node/agents-door/door-harness.ts';
import { bundledShim, initialize, modern, request, ShimProcess, toolError } from './shim-harness.ts';

let build: string;
let shimFile: string;

beforeAll(async () => {
  build = await mkdtemp(path.join(tmpdir(), 'cs-shim-'));
  shimFile = await bundledShim(build);
});
afterAll(() => rm(build, { recursive: true, force: true }));

const shim = (home: string, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) =>
  new ShimProcess([process.execPath, shimFile, ...args], { COUNTERSIGN_HOME: home, ...env });

const status = (id: unknown) => request(id, 'tools/call', { name: 'vault_status', arguments: {} });
const wait = (id: unknown) => request(id, 'tools/call', { name: 'vault_job', arguments: { id: 'x', action: 'wait' } });

async function withCore() {
  const all = await socketDoor();
  let running: SocketDoor | undefined = await all.start();
  return {
    ...all,
    stop: async () => {
      await running?.stop();
      running = undefined;
    },
  };
}

describe('the bundled shim', () => {
  it('is one small file without the SDK and zod, and needs nothing but Node', () => {
    const text = readFileSync(shimFile, 'utf8');
    const needed = [...text.matchAll(/require\("([^"]+)"\)/g)].map((match) => match[1]!);
    expect(needed.filter((name) => !name.startsWith('node:'))).toEqual([]);
    expect(text.length).toBeLessThan(64 * 1024);
  });

  it('ends with code 0 when its input ends and when it is told to, with or without a core', async () => {
    const { folder } = await withCore();
    for (const home of [folder, temporaryFolder()]) {
      const first = shim(home);
      await first.ask(request(1, 'ping'));
      first.child.stdin?.end();
      expect(await first.exit).toBe(0);
      const second = shim(home);
      await second.ask(request(1, 'ping'));
      second.child.kill('SIGTERM');
      expect(await second.exit).toBe(0);
    }
  });

  it('still answers what was piped into it at once', async () => {
    const { folder } = await withCore();
    for (const home of [folder, temporaryFolder()]) {
      const piped = shim(home);
      piped.child.stdin?.end(JSON.stringify(initialize(1)));
      expect(await piped.answer(1)).toMatchObject({ result: { serverInfo: { name: 'countersign' } } });
      expect(await piped.exit).toBe(0);
    }
  });

  it('explains wrong arguments on standard error, with code 2', async () => {
    for (const args of [['--agnet', 'x'], ['--agent'], ['--agent='], ['mcp', '--agent', 'a', 'b'], ['x']]) {
      const wrong = shim(temporaryFolder(), args);
      expect([args, await wrong.exit]).toEqual([args, 2]);
      expect([wrong.stdout, wrong.stderr]).toEqual(['', 'Usage: countersign mcp [--agent NAME]\n']);
    }
  });
});

describe('a name that the core would refuse', () => {
  it.each([
    ['--agent', ['--agent', '../x'], {}],
    ['--agent', ['mcp', '--agent=Upper'], {}],
    ['--agent', ['--agent', 'two\nlines'], {}],
    ['COUNTERSIGN_AGENT', [], { COUNTERSIGN_AGENT: 'x'.repeat(41) }],
  ])('in %s ends the shim at once with one line that says what one is: %j', async (source, args, env) => {
    const { folder, door } = await withCore();
    const wrong = shim(folder, args, env);
    expect(await wrong.exit).toBe(2);
    const what = 'an agent name is 1 to 40 of a-z, 0-9, _ and -, and starts with a letter or digit';
    expect([wrong.stdout, wrong.stderr]).toEqual(['', `countersign mcp: ${source} is not valid: ${what}.\n`]);
    expect(door.everPresent).toEqual([]);
  });

  it.each(['root', 'cli'])('since it is taken ends the shim too: %s', async (name) => {
    const wrong = shim(temporaryFolder(), ['--agent', name]);
    expect(await wrong.exit).toBe(2);
    expect(wrong.stderr).toBe(
      `countersign mcp: --agent is not valid: the name ${name} is reserved, so choose another.\n`,
    );
  });
});

describe('the shim with a core', () => {
  it.each([
    ['default', [], {}],
    ['from-env', [], { COUNTERSIGN_AGENT: 'from-env' }],
    ['default', ['mcp'], { COUNTERSIGN_AGENT: '' }],
    ['named', ['mcp', '--agent', 'named'], { COUNTERSIGN_AGENT: 'from-env' }],
    ['other', ['--agent=other'], {}],
  ])('greets as the agent %s and says where it runs', async (agent, args, env) => {
    const { folder, door } = await withCore();
    const client = shim(folder, args, { ...env, LANG: 'de_CH.UTF-8', TERM: 'xterm' });
    await client.ask(initialize(1));
    expect(await client.ask(status(2))).toMatchObject({ result: { structuredContent: { agent } } });
    expect(door.calls[0]?.caller).toMatchObject({
      agent,
      door: 'stdio',
      client: { name: 'raw', version: '3' },
      process: { pid: client.child.pid, verified: false },
      workspace: { cwd: process.cwd(), path: '/usr/bin:/bin', language: 'de_CH.UTF-8', terminal: 'xterm' },
    });
    expect(client.stderr).toBe('');
  });

  it('passes on how the core refuses it, and answers discovery all the same', async () => {
    const { folder, start, door } = await socketDoor({ maxConnections: 0 });
    await start();
    const client = shim(folder);
    expect(await client.ask(initialize(1))).toMatchObject({ result: { protocolVersion: '2025-06-18' } });
    expect(toolError(await client.ask(status(2)))).toEqual({
      code: 'busy',
      message: 'Too many programs are connected.',
      next: 'Close one of them.',
    });
    expect(door.everPresent).toEqual([]);
  });

  it('refuses a message that is too long for the core, and keeps the connection', async () => {
    const { folder, door } = await withCore();
    const client = shim(folder);
    const long = request(1, 'tools/call', { name: 'vault_get', arguments: { path: 'x'.repeat(3 * 1024 * 1024) } });
    expect(toolError(await client.ask(long))['code']).toBe('value_too_large');
    expect(await client.ask(status(2))).toMatchObject({ result: { structuredContent: { agent: 'default' } } });
    expect(door.everPresent).toHaveLength(1);
  });

  it('cancels the open calls of a client that is killed', async () => {
    const { folder, door } = await withCore();
    const client = shim(folder);
    client.send(wait(1));
    await eventually(() => door.calls.length === 1);
    client.child.kill('SIGKILL');
    await eventually(() => door.cancelled.length === 1 && door.present.size === 0);
    expect(door.cancelled).toEqual(['vault_job']);
  });
});

describe('the shim without a core', () => {
  it.each([
    [
      '2025',
      [
        initialize(1),
        request(2, 'tools/list'),
        request(3, 'ping'),
        request(4, 'resources/list'),
        initialize('x', '1999-01-01'),
      ],
    ],
    ['2026', [modern(1, 'server/discover'), modern(2, 'tools/list'), modern(3, 'ping'), modern(4, 'prompts/list')]],
  ])('F13: answers discovery in the very words of the core, era of %s', async (_era, requests) => {
    const { folder } = await withCore();
    const [online, offline] = [shim(folder), shim(temporaryFolder())];
    for (const asked of requests) {
      const told = await offline.ask(asked);
      expect(told).toEqual(await online.ask(asked));
      expect(told['result'] ?? told['error']).toBeDefined();
    }
  });

  it('refuses versions it does not know as the core does, and acknowledges a subscription', async () => {
    const { folder } = await withCore();
    const [online, offline] = [shim(folder), shim(temporaryFolder())];
    const meta = {
      'io.modelcontextprotocol/clientCapabilities': {},
      'io.modelcontextprotocol/clientInfo': { name: 'c', version: '1' },
    };
    const future = request(1, 'server/discover', {
      _meta: { ...meta, 'io.modelcontextprotocol/protocolVersion': '2099-01-01' },
    });
    expect(await offline.ask(future)).toEqual(await online.ask(future));
    for (const client of [online, offline]) {
      client.send(modern(7, 'subscriptions/listen', { notifications: { toolsListChanged: true } }));
      await eventually(() => client.messages.length === 2);
    }
    expect(offline.messages[1]).toEqual(online.messages[1]);
  });

  it('tells a tool call how to open the app, in both eras', async () => {
    const client = shim(temporaryFolder());
    for (const call of [status(1), modern(2, 'tools/call', { name: 'vault_status', arguments: {} })]) {
      const answer = await client.ask(call);
      expect(toolError(answer)).toEqual({
        code: 'app_not_open',
        message: 'Countersign is not open.',
        next: expect.stringContaining('npm start') as string,
      });
    }
    client.send('{broken');
    await eventually(() => client.messages.some((message) => message['id'] === null));
  });

  it('F13: joins a core that comes later, and introduces the client without the client noticing', async () => {
    const { folder, start, door } = await socketDoor();
    const client = shim(folder);
    await client.ask(initialize('first'));
    client.send({ jsonrpc: '2.0', method: 'notifications/initialized' });
    expect(toolError(await client.ask(status(1)))['code']).toBe('app_not_open');
    await start();
    await eventually(() => door.present.size === 1);
    expect(door.everPresent[0]?.client).toEqual({ name: 'raw', version: '3' });
    expect(await client.ask(status(2))).toMatchObject({ result: { structuredContent: { agent: 'default' } } });
    expect(client.messages.map((message) => message['id'])).toEqual(['first', 1, 2]);
  });

  it('asks for a core at each tool call, so that nobody waits for the next attempt', async () => {
    const { folder, start } = await socketDoor();
    const client = shim(folder);
    expect(toolError(await client.ask(status(1)))['code']).toBe('app_not_open');
    await start();
    expect(await client.ask(status(2))).toMatchObject({ result: { structuredContent: {} } });
  });
});

describe('the shim when the core goes away', () => {
  it('F13: answers what was under way by its id, and goes on when the core returns', async () => {
    const { folder, start, stop, door } = await withCore();
    const client = shim(folder);
    await client.ask(initialize('i'));
    client.send(wait('lost'));
    client.send(modern('never', 'ping'));
    await eventually(() => door.calls.length === 1);
    await stop();
    expect(toolError(await client.answer('lost'))).toMatchObject({
      code: 'app_not_open',
      message: expect.stringContaining('may have happened or not') as string,
    });
    expect(await client.ask(request('list', 'tools/list'))).toMatchObject({
      result: { tools: expect.any(Array) as unknown },
    });
    await start();
    await eventually(() => door.everPresent.length === 2);
    expect(door.everPresent[1]?.client).toEqual({ name: 'raw', version: '3' });
    expect(await client.ask(status('again'))).toMatchObject({ result: { structuredContent: { agent: 'default' } } });
    const ids = client.messages.map((message) => message['id']);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('survives ten of its restarts without losing or doubling an answer', async () => {
    const { folder, start, stop, door } = await withCore();
    const client = shim(folder);
    await client.ask(initialize('i'));
    await stop();
    for (let round = 0; round < 10; round += 1) {
      const core = await start();
      expect(await client.ask(status(round))).toMatchObject({ result: { structuredContent: {} } });
      client.send(wait(`held-${round}`));
      await eventually(() => door.calls.length === 2 * (round + 1));
      await core.stop();
      expect(toolError(await client.answer(`held-${round}`))['code']).toBe('app_not_open');
    }
    expect(client.messages).toHaveLength(21);
  });

  it('leaves no trace of itself at the socket when it ends', async () => {
    const { folder, door, socketPath } = await withCore();
    const client = shim(folder);
    await client.ask(initialize(1));
    client.child.stdin?.end();
    await client.exit;
    await eventually(() => door.present.size === 0);
    const peer = new Peer(socketPath);
    peer.send('x');
    await peer.end();
    expect(peer.text).toContain('bad_input');
  });
});
