import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { Client as OlderClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as OlderTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { INSTRUCTIONS } from '../../../main/node/mcp/server-identity.ts';
import { eventually, later, socketDoor } from '../node/agents-door/door-harness.ts';
import { bundledShim } from './shim-harness.ts';

let build: string;
let shimFile: string;

beforeAll(async () => {
  build = await mkdtemp(path.join(tmpdir(), 'cs-shim-'));
  shimFile = await bundledShim(build);
});
afterAll(() => rm(build, { recursive: true, force: true }));

type Mode = 'legacy' | 'auto' | { readonly pin: string };

const MODES: readonly (readonly [string, Mode])[] = [
  ['2025-11-25', 'legacy'],
  ['negotiating', 'auto'],
  ['2026-07-28', { pin: '2026-07-28' }],
];

const command = (home: string) => ({
  command: process.execPath,
  args: [shimFile, '--agent', 'claude'],
  env: { COUNTERSIGN_HOME: home, PATH: '/usr/bin' },
  stderr: 'ignore' as const,
});

async function connect(mode: Mode) {
  const core = await socketDoor();
  await core.start();
  const client = new Client({ name: 'test-client', version: '9' }, { versionNegotiation: { mode } });
  await client.connect(new StdioClientTransport(command(core.folder)));
  later(() => client.close());
  return { ...core, client };
}

const errorOf = (result: unknown): Record<string, string> =>
  JSON.parse((result as { content: { text: string }[] }).content[0]!.text) as Record<string, string>;

const JOB = { name: 'vault_job', arguments: { id: 'job_1', action: 'wait' } };

describe.each(MODES)('an MCP client over stdio, %s', (_name, mode) => {
  it('is told what the server is for, lists the tools and gets structured answers', async () => {
    const { client, door } = await connect(mode);
    expect(client.getInstructions()).toBe(INSTRUCTIONS);
    const { tools } = await client.listTools();
    expect(tools.map((tool) => tool.name)).toEqual([
      'vault_status',
      'vault_list',
      'vault_get',
      'vault_set',
      'vault_run',
      'vault_job',
    ]);
    expect(tools.every((tool) => tool.annotations !== undefined && tool.outputSchema !== undefined)).toBe(true);
    const result = await client.callTool({ name: 'vault_status', arguments: {} });
    expect(result.structuredContent).toMatchObject({ agent: 'claude', server: { state: 'ready' } });
    expect(errorOf(result)).toEqual(result.structuredContent);
    expect(door.calls[0]?.caller).toMatchObject({
      agent: 'claude',
      door: 'stdio',
      client: { name: 'test-client', version: '9' },
    });
    expect(door.present.size).toBe(1);
  });

  it('gets errors with code, message and next', async () => {
    const { client, door } = await connect(mode);
    await client.listTools();
    const wrong = await client.callTool({ name: 'vault_get', arguments: { path: 'a/b', all: true } });
    expect([wrong.isError, errorOf(wrong)['code'], errorOf(wrong)['next']]).toEqual([
      true,
      'bad_input',
      'Look at the input schema.',
    ]);
    const large = await client.callTool({ name: 'vault_set', arguments: { path: 'a', data: { A: 'x'.repeat(9216) } } });
    expect(errorOf(large)['code']).toBe('value_too_large');
    await expect(client.callTool({ name: 'ui_code', arguments: {} })).rejects.toMatchObject({ code: -32_602 });
    expect(door.calls).toEqual([]);
  });

  it('hears progress, and is held longer when it asked for it', async () => {
    const { client, door } = await connect(mode);
    const heard: string[] = [];
    door.answers.set('vault_get', async (_input, context) => {
      context.progress('waiting for the person');
      if (context.holdMs === 45_000) await eventually(() => heard.length > 0);
      return { status: 'done' };
    });
    const onprogress = ({ message }: { message?: string | undefined }) => void heard.push(message ?? '');
    await client.callTool({ name: 'vault_get', arguments: { path: 'a/b' } }, { onprogress });
    await client.callTool({ name: 'vault_get', arguments: { path: 'a/b' } });
    expect(heard).toEqual(['waiting for the person']);
    expect(door.calls.map((call) => call.holdMs)).toEqual([45_000, 25_000]);
  });

  it('cancels a held call with its abort signal, and another by going away', async () => {
    const { client, door } = await connect(mode);
    const stop = new AbortController();
    const first = client.callTool(JOB, { signal: stop.signal }).catch(() => 'aborted');
    await eventually(() => door.calls.length === 1);
    stop.abort();
    expect(await first).toBe('aborted');
    await eventually(() => door.cancelled.length === 1);
    const second = client.callTool(JOB).catch(() => 'closed');
    await eventually(() => door.calls.length === 2);
    await client.close();
    expect(await second).toBe('closed');
    await eventually(() => door.cancelled.length === 2 && door.present.size === 0);
  });

  it('reads nothing but what the tool promises, and nothing of what went wrong inside', async () => {
    const { client, door, lines } = await connect(mode);
    door.answers.set('vault_get', () => ({ status: 'done', path: 'a/\u202Eb\u{E0041}', token: 'canary-12' }));
    const stripped = await client.callTool({ name: 'vault_get', arguments: { path: 'a' } });
    expect(stripped.structuredContent).toEqual({ status: 'done', path: 'a/\u202Eb\u{E0041}' });
    expect((stripped.content as { text: string }[])[0]?.text).toBe(
      String.raw`{"status":"done","path":"a/\u202eb\udb40\udc41"}`,
    );
    door.answers.set('vault_get', () => Promise.reject(new TypeError('canary-34', { cause: 'canary-56' })));
    const bug = await client.callTool({ name: 'vault_get', arguments: { path: 'a' } });
    expect(errorOf(bug)['code']).toBe('internal');
    door.answers.set('vault_get', () => ({ status: 'canary-78' }));
    expect(errorOf(await client.callTool({ name: 'vault_get', arguments: { path: 'a' } }))['code']).toBe('internal');
    expect(JSON.stringify([bug, stripped.content, lines])).not.toContain('canary');
    expect(lines.map(({ event }) => event).filter((event) => event === 'agents-door.bug')).toHaveLength(2);
  });
});

describe('the client of the SDK before this one', () => {
  it('connects, calls, and reads our errors although it checks them against the output schema', async () => {
    const core = await socketDoor();
    await core.start();
    const client = new OlderClient({ name: 'older', version: '1' });
    await client.connect(new OlderTransport(command(core.folder)));
    later(() => client.close());
    await client.listTools();
    expect((await client.callTool({ name: 'vault_status', arguments: {} })).structuredContent).toMatchObject({
      agent: 'claude',
    });
    expect(errorOf(await client.callTool({ name: 'vault_get', arguments: {} }))['code']).toBe('bad_input');
    expect(core.door.calls[0]?.caller.client).toEqual({ name: 'older', version: '1' });
  });
});

describe('many clients at one socket', () => {
  it('never get an answer that was meant for another', async () => {
    const core = await socketDoor();
    await core.start();
    core.door.answers.set('vault_get', async (input, _context, caller) => {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 5));
      return { status: 'done', path: `${caller.client?.name}:${String(input['path'])}` };
    });
    const clients = await Promise.all(
      Array.from({ length: 6 }, async (_, at) => {
        const client = new Client({ name: `client-${at}`, version: '1' });
        await client.connect(new StdioClientTransport(command(core.folder)));
        later(() => client.close());
        return client;
      }),
    );
    const calls = Array.from({ length: 120 }, async (_, at) => {
      const result = await clients[at % 6]!.callTool({ name: 'vault_get', arguments: { path: `p/${at}` } });
      return [(result.structuredContent as { path: string }).path, `client-${at % 6}:p/${at}`];
    });
    for (const [got, expected] of await Promise.all(calls)) expect(got).toBe(expected);
  });
});
