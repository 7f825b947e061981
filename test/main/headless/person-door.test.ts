import { createConnection } from 'node:net';

import { describe, expect, it } from 'vitest';

import { openDoor } from './door.ts';

const CALL = { name: 'app.status', input: {} };

describe('the page', () => {
  it('comes without a session, with the headers that keep it alone', async () => {
    const { send, port } = await openDoor();
    const { status, headers, body } = await send('GET', '/');
    expect(status).toBe(200);
    const [, nonce] = /nonce="([A-Za-z0-9+/]{22}==)"/.exec(body) ?? [];
    expect(nonce).toBeDefined();
    expect(body).not.toContain('__CSP_NONCE__');
    expect(headers['content-security-policy']).toBe(
      [
        "default-src 'none'",
        "script-src 'self'",
        `style-src 'self' 'nonce-${nonce}'`,
        "img-src 'self' data:",
        "font-src 'self'",
        `connect-src http://localhost:${port} ws://localhost:${port}`,
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
      ].join('; '),
    );
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'content-type': 'text/html; charset=utf-8',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'origin-agent-cluster': '?1',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(headers).not.toHaveProperty('access-control-allow-origin');
    expect(headers).not.toHaveProperty('set-cookie');
  });

  it('has another nonce each time', async () => {
    const { send } = await openDoor();
    const policies = await Promise.all(['/', '/', '/index.html'].map((path) => send('GET', path)));
    expect(new Set(policies.map(({ headers }) => headers['content-security-policy'])).size).toBe(3);
  });

  it('comes with its scripts, which may be kept', async () => {
    const { send } = await openDoor();
    expect(await send('GET', '/assets/app.js')).toMatchObject({
      status: 200,
      body: 'export {};',
      headers: {
        'content-type': 'text/javascript; charset=utf-8',
        'cache-control': 'public, max-age=31536000, immutable',
      },
    });
    expect(await send('GET', '/?x=1')).toMatchObject({ status: 200 });
  });

  it('comes without its body for HEAD', async () => {
    const { send } = await openDoor();
    expect(await send('HEAD', '/')).toMatchObject({ status: 200, body: '' });
    expect(await send('HEAD', '/nothing')).toMatchObject({ status: 404, body: '' });
  });

  it.each([
    '/../main.js',
    '/%2e%2e/main.js',
    '/..%2fmain.js',
    '/assets/../../main.js',
    '/assets/..%5c..%5cmain.js',
    '//main.js',
    '/./main.js',
    '/main.js',
    '/renderer/index.html',
    '/assets',
    '/assets/',
    '/assets/app.js.map',
    '/assets/app.js%00',
    '/assets/app.js/',
    '/ASSETS/app.js',
    '/assets//app.js',
    '/assets/app.js;x',
    '/%61ssets/app.js',
    '/index.html/../../main.js',
    '/.env',
    '/etc/passwd',
    '/C:/main.js',
    '/~',
    '/constructor',
    '/__proto__',
    '/api/call',
    '/api/session',
    '/api/events',
    '*',
    'http://localhost/main.js',
  ])('T3 is nothing but what was built: %s', async (path) => {
    const { send } = await openDoor();
    const { status, body } = await send('GET', path);
    expect([status, body]).toEqual([404, '']);
  });
});

describe('a request from elsewhere', () => {
  const hosts = (port: number) => [
    'evil.example',
    `evil.example:${port}`,
    `127.0.0.1.nip.io:${port}`,
    'localhost',
    '127.0.0.1',
    `LOCALHOST:${port}`,
    `localhost.:${port}`,
    `0x7f000001:${port}`,
    `2130706433:${port}`,
    `127.1:${port}`,
    `[::ffff:127.0.0.1]:${port}`,
    `localhost:${port + 1}`,
    `localhost:${port}.evil.example`,
    `user@localhost:${port}`,
    ` localhost:${port}x`,
  ];

  it('by another name is refused: page, session, call', async () => {
    const opened = await openDoor();
    const { send, call, exchange, sessions, port, signIn, calls } = opened;
    const signedIn = await signIn();
    for (const host of hosts(port)) {
      const answers = await Promise.all([
        send('GET', '/', { headers: { host } }),
        exchange(sessions.newCode(), { host }),
        call(CALL, signedIn, { host }),
      ]);
      expect([host, answers.map(({ status }) => status >= 400)]).toEqual([host, [true, true, true]]);
      expect([host, answers.map(({ body }) => body)]).toEqual([host, ['', '', '']]);
    }
    expect(calls).toEqual([]);
  });

  it.each([
    ['no Host', (port: number) => `GET / HTTP/1.0\r\nX-Port: ${port}\r\n\r\n`],
    ['an empty Host', () => 'GET / HTTP/1.1\r\nHost: \r\n\r\n'],
    [
      'two Hosts, ours first',
      (port: number) => `GET / HTTP/1.1\r\nHost: localhost:${port}\r\nHost: evil.example\r\n\r\n`,
    ],
    [
      'two Hosts, ours last',
      (port: number) => `GET / HTTP/1.1\r\nHost: evil.example\r\nHost: localhost:${port}\r\n\r\n`,
    ],
    [
      'two Hosts, both ours',
      (port: number) => `GET / HTTP/1.1\r\nHost: localhost:${port}\r\nhost: localhost:${port}\r\n\r\n`,
    ],
    [
      'both lengths',
      (port: number) =>
        `POST /api/call HTTP/1.1\r\nHost: localhost:${port}\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ['folded headers', (port: number) => `GET / HTTP/1.1\r\nHost: localhost\r\n :${port}\r\n\r\n`],
    ['no HTTP', () => 'hello\r\n\r\n'],
  ])('that is malformed gets no page: %s', async (_name, text) => {
    const { raw, port, calls } = await openDoor();
    const answer = await raw(text(port));
    expect(answer).toMatch(/^(HTTP\/1\.1 4\d\d |$)/);
    expect(answer).not.toContain('<!doctype html>');
    expect(calls).toEqual([]);
  });

  it('by number is told the name, once and for pages only', async () => {
    const { send, call, port, signIn } = await openDoor();
    for (const host of [`127.0.0.1:${port}`, `[::1]:${port}`]) {
      expect(await send('GET', '/x', { headers: { host } })).toMatchObject({
        status: 307,
        headers: { location: `http://localhost:${port}/` },
      });
      expect((await call(CALL, await signIn(), { host, origin: `http://${host}` })).status).toBe(421);
    }
  });

  it.each([
    ['H16 another origin', { origin: 'http://evil.example' }],
    ['H17 no origin', { origin: 'null' }],
    ['H19 an origin that begins like ours', { origin: 'http://localhost.evil' }],
    ['H20 a file', { origin: 'file://' }],
    ['H22 an empty origin', { origin: '' }],
    ['our origin by number', { origin: 'http://127.0.0.1' }],
    ['our origin over TLS', { origin: 'https://localhost' }],
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['another port of this host', { 'sec-fetch-site': 'same-site' }],
    ['an address typed in', { 'sec-fetch-site': 'none' }],
  ])('may not call or sign in: %s', async (_name, headers) => {
    const { call, exchange, sessions, signIn, calls } = await openDoor();
    const signedIn = await signIn();
    expect((await call(CALL, signedIn, headers)).status).toBe(403);
    const code = sessions.newCode();
    expect((await exchange(code, headers)).status).toBe(403);
    expect((await exchange(code)).status).toBe(200);
    expect(calls).toEqual([]);
  });

  it('H23 may not call with two origins, or none at all', async () => {
    const { call, send, port, door, signIn, calls } = await openDoor();
    const signedIn = await signIn();
    expect((await call(CALL, signedIn, { origin: [door.origin, 'http://evil.example'] })).status).toBe(403);
    const headers = { host: `localhost:${port}`, cookie: `countersign_session=${signedIn.cookie}` };
    const body = JSON.stringify(CALL);
    const without = await send('POST', '/api/call', {
      headers: { ...headers, 'x-countersign-proof': signedIn.proof },
      body,
    });
    expect(without.status).toBe(403);
    expect(calls).toEqual([]);
  });

  it.each(['OPTIONS', 'PUT', 'DELETE', 'PATCH', 'TRACE', 'PROPFIND'])(
    'may not use %s, whoever it is',
    async (method) => {
      const { send, signIn, door, calls } = await openDoor();
      const { cookie, proof } = await signIn();
      const headers = { origin: door.origin, cookie: `countersign_session=${cookie}`, 'x-countersign-proof': proof };
      for (const path of ['/', '/api/call']) {
        const answer = await send(method, path, { headers });
        expect(answer.status).toBeGreaterThanOrEqual(400);
        expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
      }
      expect(calls).toEqual([]);
    },
  );
});

describe('a body', () => {
  it.each(['', '{', 'null', '[]', '"text"', '\ufeff{}'])(
    'that is none of ours reaches the contract, which refuses it: %j',
    async (body) => {
      const { send, signIn, door } = await openDoor({
        dispatch: async (message) => ({ ok: true, data: message === undefined }),
      });
      const { cookie, proof } = await signIn();
      const headers = { origin: door.origin, cookie: `countersign_session=${cookie}`, 'x-countersign-proof': proof };
      expect((await send('POST', '/api/call', { headers, body })).status).toBe(200);
    },
  );

  it('may be as large as the largest entry', async () => {
    const { call, signIn, calls } = await openDoor();
    const value = '\u0001'.repeat(1_048_576);
    expect((await call({ name: 'x', input: { value } }, await signIn())).status).toBe(200);
    expect(calls).toHaveLength(1);
  });

  it('that is larger is refused with words, and not passed on', async () => {
    const { call, signIn, calls } = await openDoor();
    const { status, body } = await call({ name: 'x', input: 'x'.repeat(9 * 1024 * 1024) }, await signIn());
    expect([status, JSON.parse(body)]).toMatchObject([200, { ok: false, code: 'value_too_large' }]);
    expect(calls).toEqual([]);
  });

  it('of someone without a session is not read at all', async () => {
    const { call, exchange, calls } = await openDoor();
    expect((await call({ name: 'x', input: 'x'.repeat(100_000) }, {})).status).toBe(401);
    expect((await exchange('x'.repeat(100_000))).status).toBe(401);
    expect(calls).toEqual([]);
  });

  it('that breaks off leaves the door open for others', async () => {
    const { raw, send, port, door, signIn } = await openDoor();
    const { cookie, proof } = await signIn();
    const head = [
      'POST /api/call HTTP/1.1',
      `Host: localhost:${port}`,
      `Origin: ${door.origin}`,
      'Content-Length: 1000',
      `Cookie: countersign_session=${cookie}`,
      `X-Countersign-Proof: ${proof}`,
    ];
    await raw(`${head.join('\r\n')}\r\n\r\n{"name":`);
    expect((await send('GET', '/')).status).toBe(200);
  });
});

describe('the door', () => {
  it('answers on loopback by both addresses, and not at all once it is stopped', async () => {
    const { door, send } = await openDoor();
    expect(door.origin).toMatch(/^http:\/\/localhost:\d+$/);
    await door.stop();
    await expect(send('GET', '/')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('H37 lets no more than 256 connections wait on an address', async () => {
    const { port, send } = await openDoor();
    let closed = 0;
    const idle = Array.from({ length: 300 }, () =>
      createConnection({ host: '127.0.0.1', port })
        .on('error', () => undefined)
        .on('close', () => void (closed += 1)),
    );
    await expect.poll(() => closed, { timeout: 10_000 }).toBe(44);
    for (const socket of idle) socket.destroy();
    await expect.poll(() => closed, { timeout: 10_000 }).toBe(300);
    await expect.poll(async () => (await send('GET', '/').catch(() => null))?.status).toBe(200);
  });
});
