import { describe, expect, it } from 'vitest';

import { closed, isOpen, openDoor, type OpenedDoor, type SignedIn } from './door.ts';

/** What a page hears when its session is not known any more: it must sign in again instead of coming back. */
const UNKNOWN_SESSION = 4401;

/** A page that showed its proof, and what it heard. */
async function page(opened: OpenedDoor, signedIn: SignedIn) {
  const socket = opened.events(signedIn);
  const heard: unknown[] = [];
  socket.on('message', (data) => void heard.push(JSON.parse(String(data))));
  await isOpen(socket);
  socket.send(JSON.stringify({ proof: signedIn.proof }));
  await expect
    .poll(() => {
      opened.door.publish('ping', {});
      return heard.length;
    })
    .toBeGreaterThan(0);
  heard.length = 0;
  return { socket, heard };
}

const named = (heard: readonly unknown[], name: string) =>
  heard.filter((event) => (event as { name: string }).name === name);

describe('events', () => {
  it('go to every page that showed its proof, in order', async () => {
    const opened = await openDoor();
    const one = await page(opened, await opened.signIn());
    const two = await page(opened, await opened.signIn());
    for (const pending of [1, 2, 3]) opened.door.publish('approvals.changed', { pending });
    for (const { heard } of [one, two]) {
      await expect
        .poll(() => named(heard, 'approvals.changed'))
        .toEqual([1, 2, 3].map((pending) => ({ name: 'approvals.changed', payload: { pending } })));
    }
  });

  it('go to nobody before the proof', async () => {
    const opened = await openDoor();
    const { cookie } = await opened.signIn();
    const socket = opened.events({ cookie });
    const heard: unknown[] = [];
    socket.on('message', (data) => void heard.push(data));
    await isOpen(socket);
    opened.door.publish('audit.appended', { subject: 'CANARY' });
    const other = await page(opened, await opened.signIn());
    expect(other.heard).toEqual([]);
    expect(heard).toEqual([]);
  });

  it('do not reach a page that left, and go on for the others', async () => {
    const opened = await openDoor();
    const one = await page(opened, await opened.signIn());
    const two = await page(opened, await opened.signIn());
    one.socket.close();
    await closed(one.socket);
    opened.door.publish('status.changed', {});
    await expect.poll(() => named(two.heard, 'status.changed')).toHaveLength(1);
    expect(named(one.heard, 'status.changed')).toEqual([]);
  });

  it('come again to a page that comes back', async () => {
    const opened = await openDoor();
    const signedIn = await opened.signIn();
    const first = await page(opened, signedIn);
    first.socket.terminate();
    const second = await page(opened, signedIn);
    opened.door.publish('status.changed', {});
    await expect.poll(() => named(second.heard, 'status.changed')).toHaveLength(1);
  });

  it('end with the session after twelve hours', async () => {
    const opened = await openDoor();
    const { socket, heard } = await page(opened, await opened.signIn());
    await opened.clock.advance(12 * 3_600_000);
    const code = closed(socket);
    opened.door.publish('audit.appended', { subject: 'CANARY' });
    expect(await code).toBe(UNKNOWN_SESSION);
    expect(named(heard, 'audit.appended')).toEqual([]);
  });

  it('end when the door is stopped', async () => {
    const opened = await openDoor();
    const { socket } = await page(opened, await opened.signIn());
    const code = closed(socket);
    await opened.door.stop();
    expect(await code).toBeGreaterThan(0);
  });
});

describe('a page without the right proof', () => {
  it.each([
    ['another session’s', (one: SignedIn, two: SignedIn) => ({ cookie: one.cookie, proof: two.proof })],
    ['none that was ever made', (one: SignedIn) => ({ cookie: one.cookie, proof: 'x'.repeat(43) })],
    ['an empty one', (one: SignedIn) => ({ cookie: one.cookie, proof: '' })],
    ['a right one without its cookie', (one: SignedIn) => ({ proof: one.proof })],
  ])('is told to sign in again: %s', async (_name, broken) => {
    const opened = await openDoor();
    const { cookie, proof } = broken(await opened.signIn(), await opened.signIn()) as Partial<SignedIn>;
    const socket = opened.events(cookie === undefined ? {} : { cookie });
    const heard: unknown[] = [];
    socket.on('message', (data) => void heard.push(data));
    await isOpen(socket);
    const code = closed(socket);
    socket.send(JSON.stringify({ proof }));
    expect(await code).toBe(UNKNOWN_SESSION);
    expect(heard).toEqual([]);
  });

  it.each([
    '',
    'x',
    '{',
    '[]',
    'null',
    '{"proof":7}',
    '{"proof":"x","more":1}',
    `{"proof":"${'x'.repeat(201)}"}`,
    'x'.repeat(2000),
  ])('is sent away when it says something else: %.20s', async (text) => {
    const opened = await openDoor();
    const socket = opened.events(await opened.signIn());
    await isOpen(socket);
    const code = closed(socket);
    socket.send(text);
    expect(await code).toBeGreaterThan(1000);
  });

  it('is sent away when it says nothing', async () => {
    const opened = await openDoor();
    const socket = opened.events(await opened.signIn());
    await isOpen(socket);
    const code = closed(socket);
    await opened.clock.advance(2000);
    expect(await code).toBeGreaterThan(1000);
  });
});

describe('a WebSocket from elsewhere', () => {
  const cases = (port: number): readonly (readonly [string, Record<string, string>])[] => [
    ['another origin', { origin: 'http://evil.example' }],
    ['an origin that begins like ours', { origin: `http://localhost:${port}.evil.example` }],
    ['our origin by number', { origin: `http://127.0.0.1:${port}` }],
    ['no origin', { origin: '' }],
    ['another host', { host: 'evil.example' }],
    ['our host by number', { host: `127.0.0.1:${port}` }],
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['another port of this host', { 'sec-fetch-site': 'same-site' }],
  ];

  it('never opens', async () => {
    const opened = await openDoor();
    const signedIn = await opened.signIn();
    for (const [wrong, headers] of cases(opened.port)) {
      let open = false;
      const socket = opened.events(signedIn, headers);
      socket.on('open', () => {
        open = true;
      });
      await closed(socket);
      expect([wrong, open]).toEqual([wrong, false]);
    }
  });

  it.each(['/', '/api/call', '/api/events/', '/api/events?x=1', '/API/EVENTS'])(
    'opens at no other path: %s',
    async (path) => {
      const { raw, port, door } = await openDoor();
      const head = [
        'Upgrade: websocket',
        'Connection: Upgrade',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      ];
      const from = [`Host: localhost:${port}`, `Origin: ${door.origin}`];
      expect(await raw([`GET ${path} HTTP/1.1`, ...from, ...head, '', ''].join('\r\n'))).not.toMatch(/ 101 /);
    },
  );

  it('never opens with two Hosts', async () => {
    const { raw, port, door } = await openDoor();
    const head = [
      'Upgrade: websocket',
      'Connection: Upgrade',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ];
    const from = [`Host: localhost:${port}`, 'Host: evil.example', `Origin: ${door.origin}`];
    expect(await raw([`GET /api/events HTTP/1.1`, ...from, ...head, '', ''].join('\r\n'))).not.toMatch(/ 101 /);
  });

  it('is one of 64 at most', async () => {
    const opened = await openDoor();
    const signedIn = await opened.signIn();
    const sockets = Array.from({ length: 64 }, () => opened.events(signedIn));
    await Promise.all(sockets.map(isOpen));
    const tooMany = opened.events(signedIn);
    expect(await closed(tooMany)).toBe(1006);
    sockets[0]?.terminate();
    await expect
      .poll(async () => {
        const socket = opened.events(signedIn);
        return Promise.race([isOpen(socket).then(() => 'open'), closed(socket).then(() => 'closed')]);
      })
      .toBe('open');
  });
});
