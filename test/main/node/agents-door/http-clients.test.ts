import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as OlderClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as OlderTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { describe, expect, it } from 'vitest';

import type { HttpDoor } from '../../../../main/node/agents-door/http-server.ts';
import { eventually, httpDoor, later, ManualClock } from './door-harness.ts';

type Mode = 'legacy' | 'auto' | { readonly pin: string };

const MODES: readonly (readonly [string, Mode])[] = [
  ['2025-11-25', 'legacy'],
  ['negotiating', 'auto'],
  ['2026-07-28', { pin: '2026-07-28' }],
];

const headers = (key: string) => ({ requestInit: { headers: { authorization: `Bearer ${key}` } } });

async function connect(http: HttpDoor, key: string, mode: Mode) {
  const client = new Client({ name: 'test-client', version: '9' }, { versionNegotiation: { mode } });
  const transport = new StreamableHTTPClientTransport(new URL(http.url), headers(key));
  await client.connect(transport);
  later(() => client.close());
  return { client, transport };
}

const errorOf = (result: unknown): Record<string, string> => {
  const [block] = (result as { content: { text: string }[] }).content;
  return JSON.parse(block!.text) as Record<string, string>;
};

describe.each(MODES)('an MCP client over HTTP, %s', (_name, mode) => {
  it('lists the tools and gets a structured answer of the agent that the key belongs to', async () => {
    const { http, key, door } = await httpDoor();
    const { client } = await connect(http, key, mode);
    expect((await client.listTools()).tools.map((tool) => tool.name)).toContain('vault_set');
    const result = await client.callTool({ name: 'vault_status', arguments: {} });
    expect(result.structuredContent).toMatchObject({ agent: 'claude', server: { state: 'ready' } });
    expect(errorOf(result)).toEqual(result.structuredContent);
    expect(door.calls[0]?.caller).toMatchObject({
      agent: 'claude',
      door: 'http',
      client: { name: 'test-client', version: '9' },
    });
  });

  it('gets errors with code, message and next, also for arguments that the schema does not know', async () => {
    const { http, key } = await httpDoor();
    const { client } = await connect(http, key, mode);
    await client.listTools();
    const unknown = await client.callTool({ name: 'vault_get', arguments: { path: 'a/b', all: true } });
    expect(unknown.isError).toBe(true);
    expect(errorOf(unknown)).toMatchObject({ code: 'bad_input', next: 'Look at the input schema.' });
    const large = await client.callTool({
      name: 'vault_set',
      arguments: { path: 'a/b', data: { A: 'x'.repeat(9216) } },
    });
    expect(errorOf(large)['code']).toBe('value_too_large');
  });

  it('is refused a tool that does not exist by the protocol itself', async () => {
    const { http, key, door } = await httpDoor();
    const { client } = await connect(http, key, mode);
    await expect(client.callTool({ name: 'agent_key', arguments: {} })).rejects.toMatchObject({ code: -32_602 });
    expect(door.calls).toEqual([]);
  });

  it('hears progress, and is held longer when it asked for it', async () => {
    const { http, key, door } = await httpDoor();
    const { client } = await connect(http, key, mode);
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
    const { http, key, door } = await httpDoor();
    const { client } = await connect(http, key, mode);
    const stop = new AbortController();
    const job = { name: 'vault_job', arguments: { id: 'job_1', action: 'wait' } };
    const first = client.callTool(job, { signal: stop.signal }).catch(() => 'aborted');
    await eventually(() => door.calls.length === 1);
    stop.abort();
    expect(await first).toBe('aborted');
    await eventually(() => door.cancelled.length === 1);
    const second = client.callTool(job).catch(() => 'closed');
    await eventually(() => door.calls.length === 2);
    await client.close();
    expect(await second).toBe('closed');
    await eventually(() => door.cancelled.length === 2);
  });
});

describe('older clients over HTTP', () => {
  it('serves the client of the SDK before this one, errors included', async () => {
    const { http, key, door } = await httpDoor();
    const client = new OlderClient({ name: 'older', version: '1' });
    await client.connect(new OlderTransport(new URL(http.url), headers(key)));
    later(() => client.close());
    await client.listTools();
    expect((await client.callTool({ name: 'vault_status', arguments: {} })).structuredContent).toMatchObject({
      agent: 'claude',
    });
    const wrong = await client.callTool({ name: 'vault_get', arguments: { path: 7 } });
    expect(errorOf(wrong)['code']).toBe('bad_input');
    expect(door.calls[0]?.caller.client).toEqual({ name: 'older', version: '1' });
  });
});

describe('two agents at one HTTP door', () => {
  it.each(MODES)('keeps the calls of two keys apart, %s', async (_name, mode) => {
    const { http, door } = await httpDoor();
    const clients = await Promise.all(['one', 'two'].map((agent) => connect(http, door.key(agent), mode)));
    door.answers.set('vault_get', async (input, _context, caller) => ({
      status: 'done',
      path: `${caller.agent}:${String(input['path'])}`,
    }));
    const calls = Array.from({ length: 40 }, (_, at) =>
      clients[at % 2]!.client.callTool({ name: 'vault_get', arguments: { path: `p/${at}` } }),
    );
    const paths = (await Promise.all(calls)).map((result) => (result.structuredContent as { path: string }).path);
    expect(paths).toEqual(paths.map((_, at) => `${at % 2 === 0 ? 'one' : 'two'}:p/${at}`));
  });

  it('answers a foreign session id exactly as one that does not exist', async () => {
    const { http, key, door } = await httpDoor();
    const { transport } = await connect(http, key, 'legacy');
    const ask = async (session: string, bearer: string) => {
      const response = await post(http, bearer, { jsonrpc: '2.0', id: 1, method: 'tools/list' }, session);
      return { status: response.status, body: await response.text() };
    };
    const session = transport.sessionId!;
    expect(session).toMatch(/^[\w-]{43}$/);
    const foreign = await ask(session, door.key('thief'));
    expect(foreign.status).toBe(404);
    expect(foreign).toEqual(await ask('x'.repeat(43), key));
    expect(JSON.parse(foreign.body)).toMatchObject({ code: 'not_found', next: 'Start a new one with `initialize`.' });
    expect((await ask(session, key)).status).toBe(200);
  });

  it('shows who is connected until the client ends its session', async () => {
    const { http, key, door } = await httpDoor();
    await connect(http, key, { pin: '2026-07-28' });
    const older = await connect(http, key, 'legacy');
    expect([...door.present.values()].map((caller) => caller.client?.name)).toEqual(['test-client', 'test-client']);
    await older.transport.terminateSession();
    expect(door.present.size).toBe(1);
  });

  it('ends a session that nobody used for half an hour, and one after twelve hours in any case', async () => {
    const clock = new ManualClock();
    const { http, key, door } = await httpDoor(clock);
    const first = await connect(http, key, 'legacy');
    // A client of that era keeps a stream open: the one timer is that of the session's age.
    await eventually(() => clock.waiting === 1);
    clock.advance(60 * 60_000);
    expect(door.present.size).toBe(1);
    await first.client.close();
    await eventually(() => clock.waiting === 2);
    clock.advance(29 * 60_000);
    expect(door.present.size).toBe(1);
    clock.advance(60_000);
    expect(door.present.size).toBe(0);
    await connect(http, key, 'legacy');
    await eventually(() => clock.waiting === 1);
    clock.advance(12 * 60 * 60_000);
    expect(door.present.size).toBe(0);
  });

  it('keeps 64 sessions an agent and ends the one left alone longest for another', async () => {
    const { http, key, door } = await httpDoor();
    const sessions: string[] = [];
    for (let at = 0; at < 65; at += 1) sessions.push(await openSession(http, key));
    expect(door.present.size).toBe(64);
    expect(await statusIn(http, key, sessions[0]!)).toBe(404);
    expect(await statusIn(http, key, sessions[1]!)).toBe(200);
  });
});

const post = (http: HttpDoor, key: string, body: unknown, session?: string) =>
  fetch(http.url, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...(session === undefined ? {} : { 'mcp-session-id': session }),
    },
    body: JSON.stringify(body),
  });

async function openSession(http: HttpDoor, key: string): Promise<string> {
  const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'c', version: '1' } };
  const response = await post(http, key, { jsonrpc: '2.0', id: 1, method: 'initialize', params });
  await response.text();
  return response.headers.get('mcp-session-id')!;
}

async function statusIn(http: HttpDoor, key: string, session: string): Promise<number> {
  const response = await post(http, key, { jsonrpc: '2.0', id: 2, method: 'tools/list' }, session);
  await response.text();
  return response.status;
}
