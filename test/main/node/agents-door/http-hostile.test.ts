import { createServer } from 'node:net';
import { gzipSync } from 'node:zlib';

import { describe, expect, it } from 'vitest';

import { startHttpDoor } from '../../../../main/node/agents-door/http-server.ts';
import { doorDeps, eventually, httpDoor, later, ManualClock, Peer } from './door-harness.ts';

interface Raw {
  readonly line?: string;
  readonly host?: string | null;
  readonly key?: string | null;
  readonly headers?: readonly string[];
  readonly body?: string | Buffer;
  readonly type?: string;
}

const LIST = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
const INITIALIZE = JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'c', version: '1' } },
});

const FRAMING = /^(content-length|transfer-encoding):/i;

function textOf(port: number, { line, host, key, headers = [], type, body = INITIALIZE }: Raw): string {
  const lines = [
    line ?? 'POST /mcp HTTP/1.1',
    ...(host === null ? [] : [`Host: ${host ?? `127.0.0.1:${port}`}`]),
    ...(key === null ? [] : [`Authorization: Bearer ${key ?? 'key-of-claude'}`]),
    ...(headers.some((header) => FRAMING.test(header)) ? [] : [`Content-Length: ${Buffer.byteLength(body)}`]),
    `Content-Type: ${type ?? 'application/json'}`,
    'Accept: application/json, text/event-stream',
    'Connection: close',
    ...headers,
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** Sends one request byte by byte as given, and reads the answer. */
async function raw(port: number, request: Raw, address = '127.0.0.1') {
  const peer = new Peer({ port, host: address });
  peer.socket.write(textOf(port, request));
  peer.socket.write(request.body ?? INITIALIZE);
  // A stream of events ends with an empty chunk and leaves the connection open.
  await peer.until(({ closed, text }) => closed || text.endsWith('\r\n0\r\n\r\n'));
  peer.socket.destroy();
  const [head = '', ...rest] = peer.text.split('\r\n\r\n');
  const text = rest.join('\r\n\r\n');
  // Small answers come in one chunk at most, whose length stands before it.
  const json = /^(?:[\da-f]+\r\n)?(\{"code".*\})/.exec(text)?.[1];
  const code = json === undefined ? undefined : (JSON.parse(json) as { code: string }).code;
  return { status: Number(head.split(' ')[1] ?? 0), head, text, code };
}

async function hostile(request: Raw) {
  const { http, door } = await httpDoor();
  const answer = await raw(http.port, request);
  return { ...answer, door };
}

describe('the HTTP door and requests that come by another name', () => {
  it('answers a good request, so that the refusals below mean something', async () => {
    const { http } = await httpDoor();
    for (const host of ['127.0.0.1', 'localhost', '[::1]']) {
      const answer = await raw(http.port, { host: `${host}:${http.port}` });
      expect([host, answer.status]).toEqual([host, 200]);
      expect(answer.head.toLowerCase()).not.toContain('access-control');
    }
  });

  it('H1 to H13: takes no Host but its own, byte for byte and once', async () => {
    const { http, door } = await httpDoor();
    const { port } = http;
    const hosts = [
      'evil.example',
      `evil.example:${port}`,
      `127.0.0.1.nip.io:${port}`,
      '127.0.0.1',
      'localhost',
      `LOCALHOST:${port}`,
      `localhost.:${port}`,
      `0x7f000001:${port}`,
      `2130706433:${port}`,
      `127.1:${port}`,
      `[::ffff:127.0.0.1]:${port}`,
      `127.0.0.1:${port}x`,
      `a@127.0.0.1:${port}`,
      '',
    ];
    for (const host of hosts) {
      const answer = await raw(port, { host });
      expect([host, answer.status, answer.code]).toEqual([host, 403, 'forbidden']);
    }
    expect((await raw(port, { line: 'POST /mcp HTTP/1.0', host: null })).status).toBe(403);
    expect((await raw(port, { host: null })).status).toBe(403);
    const twice = await raw(port, { headers: [`Host: 127.0.0.1:${port}`] });
    expect(twice.status).toBeGreaterThanOrEqual(400);
    expect(door.asked).toEqual([]);
  });

  it('H14 and H38: serves one path, spelled one way', async () => {
    const { http, door } = await httpDoor();
    for (const target of [
      'http://evil.example/mcp',
      '/',
      '/mcp/',
      '/mcp/../admin',
      '//mcp',
      '/mcp%00',
      '/MCP',
      '/m%63p',
      '/mcp#x',
    ]) {
      const answer = await raw(http.port, { line: `POST ${target} HTTP/1.1` });
      expect([target, answer.status]).toEqual([target, 404]);
    }
    expect(door.asked).toEqual([]);
  });

  it('H16 to H25: refuses whatever a web page sends', async () => {
    const { http, door } = await httpDoor();
    const pages: readonly string[][] = [
      ['Origin: http://evil.example'],
      ['Origin: null'],
      ['Origin: http://localhost.evil'],
      ['Origin: file://'],
      ['Origin:'],
      ['Origin: http://evil.example', `Origin: http://localhost:${http.port}`],
      [`Origin: http://localhost:${http.port}`],
      ['Sec-Fetch-Site: cross-site'],
      ['Sec-Fetch-Site: same-origin'],
    ];
    for (const headers of pages) {
      const answer = await raw(http.port, { headers });
      expect([headers, answer.status, answer.code]).toEqual([headers, 403, 'forbidden']);
      expect(answer.head.toLowerCase()).not.toContain('access-control');
    }
    const preflight = ['Access-Control-Request-Method: POST', 'Access-Control-Request-Private-Network: true'];
    expect((await raw(http.port, { line: 'OPTIONS /mcp HTTP/1.1', headers: preflight })).status).toBe(403);
    expect(door.asked).toEqual([]);
    expect((await raw(http.port, { headers: ['Sec-Fetch-Site: none'] })).status).toBe(200);
  });

  it('H26: serves GET, POST and DELETE alone', async () => {
    const { http } = await httpDoor();
    for (const method of ['PUT', 'PATCH', 'TRACE', 'HEAD']) {
      expect([method, (await raw(http.port, { line: `${method} /mcp HTTP/1.1`, body: '' })).status]).toEqual([
        method,
        405,
      ]);
    }
    for (const method of ['GET', 'DELETE']) {
      const answer = await raw(http.port, { line: `${method} /mcp HTTP/1.1`, body: '' });
      expect([method, answer.status, answer.code]).toEqual([method, 400, 'bad_input']);
    }
  });

  it('H28: says what it needs where Accept is missing or wrong', async () => {
    expect((await hostile({ headers: ['Accept: text/html'] })).status).not.toBe(500);
  });
});

describe('the HTTP door and keys', () => {
  it('H29: takes one bearer key, in its header, of a sane length', async () => {
    const { http } = await httpDoor();
    const wrong: readonly Raw[] = [
      { key: null },
      { key: '' },
      { key: 'nobody' },
      { key: 'key-of-claude', headers: ['Authorization: Bearer key-of-claude'] },
      { key: null, headers: ['Authorization: Basic a2V5LW9mLWNsYXVkZQ=='] },
      { key: null, headers: ['X-Api-Key: key-of-claude'] },
      { key: 'k'.repeat(5000) },
      { key: 'key-of-claude\t'.padEnd(30, 'x') },
    ];
    for (const request of wrong) {
      const answer = await raw(http.port, request);
      expect([request.headers, answer.status, answer.code]).toEqual([request.headers, 401, 'unauthenticated']);
      expect(answer.head).toContain('www-authenticate: Bearer');
    }
    expect((await raw(http.port, { key: 'k'.repeat(1024 * 1024) })).status).toBe(431);
    expect((await raw(http.port, { key: null, headers: ['authorization: bearer key-of-claude'] })).status).toBe(200);
  });

  it('H29: refuses a key in the address, and does not repeat it', async () => {
    const answer = await hostile({ line: 'POST /mcp?key=key-of-claude HTTP/1.1', key: null });
    expect([answer.status, answer.code]).toEqual([400, 'bad_input']);
    expect(answer.text).not.toContain('key-of-claude');
    expect(answer.door.asked).toEqual([]);
  });

  it('asks for the key before it reads a body', async () => {
    const { http } = await httpDoor();
    const peer = new Peer({ port: http.port, host: '127.0.0.1' });
    peer.socket.write(
      `POST /mcp HTTP/1.1\r\nHost: 127.0.0.1:${http.port}\r\nAuthorization: Bearer nobody\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n`,
    );
    await peer.until(({ text, closed }) => closed || text.includes('\r\n\r\n'));
    expect(peer.text).toContain(' 401 ');
  });

  it('answers wrong keys later and later after ten in a minute, and right ones at once', async () => {
    const clock = new ManualClock();
    const { http, key } = await httpDoor(clock);
    for (let at = 0; at < 10; at += 1) expect((await raw(http.port, { key: `wrong-${at}` })).status).toBe(401);
    let answered = false;
    const held = raw(http.port, { key: 'wrong-11' }).then((answer) => {
      answered = true;
      return answer;
    });
    await eventually(() => clock.waiting === 1);
    expect((await raw(http.port, { key, body: INITIALIZE })).status).toBe(200);
    expect(answered).toBe(false);
    clock.advance(250);
    expect((await held).status).toBe(401);
    clock.advance(60_000);
    expect((await raw(http.port, { key: 'wrong-12' })).status).toBe(401);
  });

  it('holds back no more than 32 wrong keys at once', async () => {
    const clock = new ManualClock();
    const { http } = await httpDoor(clock);
    for (let at = 0; at < 10; at += 1) await raw(http.port, { key: 'wrong' });
    for (let at = 0; at < 32; at += 1) void raw(http.port, { key: 'wrong' });
    await eventually(() => clock.waiting === 32);
    expect(await raw(http.port, { key: 'wrong' })).toMatchObject({ status: 429, code: 'rate_limited' });
  });
});

describe('the HTTP door and bodies', () => {
  it('H31: believes the body, and refuses headers that say something else', async () => {
    const { http, door } = await httpDoor();
    const meta = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientInfo': { name: 'c', version: '1' },
      'io.modelcontextprotocol/clientCapabilities': {},
    };
    const params = { name: 'vault_status', arguments: {}, _meta: meta };
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params });
    const good = ['MCP-Protocol-Version: 2026-07-28', 'Mcp-Method: tools/call', 'Mcp-Name: vault_status'];
    expect((await raw(http.port, { body, headers: good })).status).toBe(200);
    expect(door.calls).toHaveLength(1);
    const encoded = `=?base64?${Buffer.from('vault_run').toString('base64')}?=`;
    const wrong: readonly string[][] = [
      [],
      good.slice(1),
      good.slice(0, 2),
      ['MCP-Protocol-Version: 2025-11-25', ...good.slice(1)],
      ['MCP-Protocol-Version: 1999-01-01', ...good.slice(1)],
      [good[0]!, 'Mcp-Method: tools/list', good[2]!],
      [good[0]!, good[1]!, 'Mcp-Name: vault_list'],
      [good[0]!, good[1]!, `Mcp-Name: ${encoded}`],
      [...good, 'Mcp-Name: vault_list'],
    ];
    for (const headers of wrong) {
      const answer = await raw(http.port, { body, headers });
      expect([headers, answer.status]).toEqual([headers, 400]);
    }
    expect(door.calls).toHaveLength(1);
  });

  it('H34: reads a request one way only', async () => {
    const { http, door } = await httpDoor();
    const smuggling: readonly string[][] = [
      ['Content-Length: 5', 'Transfer-Encoding: chunked'],
      ['Transfer-Encoding: xchunked'],
      ['Content-Length: 5', 'Content-Length: 6'],
      ['X-Folded: a', ' b: c'],
    ];
    for (const headers of smuggling) {
      const answer = await raw(http.port, { headers });
      expect([headers, answer.status, door.asked]).toEqual([headers, 400, []]);
    }
  });

  it('H35: takes 4 MiB at most, unpacked, as JSON', async () => {
    const { http, door } = await httpDoor();
    const large = Buffer.alloc(4 * 1024 * 1024 + 1, ' ');
    expect(await raw(http.port, { body: large })).toMatchObject({ status: 413, code: 'value_too_large' });
    const chunked = `${large.length.toString(16)}\r\n${large.toString()}\r\n0\r\n\r\n`;
    expect((await raw(http.port, { body: chunked, headers: ['Transfer-Encoding: chunked'] })).status).toBe(413);
    const packed = gzipSync(INITIALIZE);
    expect((await raw(http.port, { body: packed, headers: ['Content-Encoding: gzip'] })).status).toBe(400);
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=latin1', '']) {
      expect([type, (await raw(http.port, { type })).status]).toEqual([type, 400]);
    }
    expect(door.calls).toEqual([]);
  });

  it('refuses JSON that parsers read differently, and batches', async () => {
    const { http, door } = await httpDoor();
    const deep = `${'['.repeat(40)}${']'.repeat(40)}`;
    const bodies: readonly (string | Buffer)[] = [
      '',
      '{',
      '{"jsonrpc":"2.0","method":"a","method":"b"}',
      '{"__proto__":{}}',
      '{"a":{"__pro\\u0074o__":1}}',
      deep,
      Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
      `\uFEFF${LIST}`,
      '{"id":9007199254740993}',
      '{"id":1e999}',
      `[${LIST}]`,
      LIST,
    ];
    for (const body of bodies) {
      const answer = await raw(http.port, { body });
      expect([body, answer.status, answer.code]).toEqual([body, 400, 'bad_input']);
    }
    expect(door.calls).toEqual([]);
  });

  it('never lets out what went wrong inside', async () => {
    const { http, door, lines } = await httpDoor();
    door.authenticate = () => Promise.reject(new Error('canary-7f3a'));
    const answer = await raw(http.port, {});
    expect([answer.status, answer.code]).toEqual([500, 'internal']);
    expect(answer.text + JSON.stringify(lines)).not.toContain('canary-7f3a');
    expect(lines.map((line) => line.event)).toEqual(['agents-door.bug']);
  });
});

describe('the HTTP door and its port', () => {
  it('F14: says which port is taken and which variable chooses another', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    later(() => other.close());
    const { port } = other.address() as { port: number };
    await expect(startHttpDoor(doorDeps().deps, { port, version: '1' })).rejects.toMatchObject({
      code: 'port_in_use',
      message: expect.stringContaining(String(port)) as string,
      next: expect.stringMatching(/\bset PORT\b/) as string,
    });
  });

  it('refuses a port of which somebody else holds the half on ::1', async () => {
    const probe = createServer();
    await new Promise<void>((resolve) => probe.listen(0, '::1', resolve));
    later(() => probe.close());
    const { port } = probe.address() as { port: number };
    await expect(startHttpDoor(doorDeps().deps, { port, version: '1' })).rejects.toMatchObject({ code: 'port_in_use' });
  });

  it('answers on ::1 as on 127.0.0.1, and on neither after it was stopped', async () => {
    const { http } = await httpDoor();
    expect((await raw(http.port, { host: `[::1]:${http.port}` }, '::1')).status).toBe(200);
    await http.stop();
    for (const address of ['127.0.0.1', '::1']) {
      const peer = new Peer({ port: http.port, host: address });
      await peer.end();
      expect(peer.text).toBe('');
    }
  });

  it('H37: lets no more than 256 connections wait on an address', async () => {
    const { http } = await httpDoor();
    const idle = Array.from({ length: 300 }, () => new Peer({ port: http.port, host: '127.0.0.1' }));
    await eventually(() => idle.filter((peer) => peer.closed).length >= 44);
    expect(idle.filter((peer) => !peer.closed)).toHaveLength(256);
    for (const peer of idle) peer.socket.destroy();
    await Promise.all(idle.map((peer) => peer.end()));
    expect((await raw(http.port, {})).status).toBe(200);
  });
});
