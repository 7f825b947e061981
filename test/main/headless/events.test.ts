import { once } from 'node:events';
import { createConnection } from 'node:net';

import { describe, expect, it } from 'vitest';
import type { RawData } from 'ws';

import { closed, isOpen, openDoor, type OpenedDoor, type SignedIn } from './door.ts';

/** What a page hears when its session is not known any more: it must sign in again instead of coming back. */
const UNKNOWN_SESSION = 4401;

const eventOf = (data: RawData): unknown => JSON.parse((data as Buffer).toString());

/** Long, for a busy machine: it says nothing about how fast the door is. */
const PATIENT = { timeout: 20_000 };

/** What makes a request a WebSocket's. */
const UPGRADE = [
  'Upgrade: websocket',
  'Connection: Upgrade',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
];

/** A page that showed its proof, and what it heard. */
async function page(opened: OpenedDoor, signedIn: SignedIn) {
  const socket = opened.events(signedIn);
  const heard: unknown[] = [];
  socket.on('message', (data) => void heard.push(eventOf(data)));
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

/** Opens a WebSocket without a cookie of ours, and then says nothing, whatever it hears. */
async function stranger({ port, door }: OpenedDoor) {
  const socket = createConnection({ host: '127.0.0.1', port, allowHalfOpen: true });
  let gone = false;
  socket.on('close', () => {
    gone = true;
  });
  const from = [`Host: localhost:${port}`, `Origin: ${door.origin}`];
  socket.write([`GET /api/events HTTP/1.1`, ...from, ...UPGRADE, '', ''].join('\r\n'));
  const [answer] = (await once(socket, 'data')) as [Buffer];
  expect(answer.toString('latin1')).toMatch(/^HTTP\/1\.1 101 /);
  socket.on('end', () => void socket.end());
  return { gone: () => gone };
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

  it('end with the session that had to make room for others', async () => {
    const opened = await openDoor();
    const { socket, heard } = await page(opened, await opened.signIn());
    for (let index = 0; index < 50; index += 1) await opened.signIn();
    const code = closed(socket);
    opened.door.publish('audit.appended', { subject: 'CANARY' });
    expect(await code).toBe(UNKNOWN_SESSION);
    expect(named(heard, 'audit.appended')).toEqual([]);
  });

  it('are not kept without end for a page that does not read them', async () => {
    const opened = await openDoor();
    const stuck = await page(opened, await opened.signIn());
    const other = await page(opened, await opened.signIn());
    const code = closed(stuck.socket);
    stuck.socket.pause();
    for (let count = 1; count <= 32; count += 1) {
      opened.door.publish('audit.appended', { text: 'x'.repeat(1024 * 1024) });
      await expect.poll(() => named(other.heard, 'audit.appended'), PATIENT).toHaveLength(count);
    }
    stuck.socket.resume();
    expect(await code).toBe(1006);
    expect(named(stuck.heard, 'audit.appended').length).toBeLessThan(32);
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
      const from = [`Host: localhost:${port}`, `Origin: ${door.origin}`];
      expect(await raw([`GET ${path} HTTP/1.1`, ...from, ...UPGRADE, '', ''].join('\r\n'))).not.toMatch(/ 101 /);
    },
  );

  it('never opens with two Hosts', async () => {
    const { raw, port, door } = await openDoor();
    const from = [`Host: localhost:${port}`, 'Host: evil.example', `Origin: ${door.origin}`];
    expect(await raw([`GET /api/events HTTP/1.1`, ...from, ...UPGRADE, '', ''].join('\r\n'))).not.toMatch(/ 101 /);
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

  it('takes no place from the pages of the person, and is sent away although it does not answer', async () => {
    const opened = await openDoor();
    const strangers = await Promise.all(Array.from({ length: 80 }, () => stranger(opened)));
    const { socket } = await page(opened, await opened.signIn());
    expect(socket.readyState).toBe(socket.OPEN);
    expect(strangers.map(({ gone }) => gone())).not.toContain(true);
    await opened.clock.advance(2000);
    await expect.poll(() => strangers.map(({ gone }) => gone()), PATIENT).not.toContain(false);
  });
});
