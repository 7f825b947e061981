import { once } from 'node:events';
import { createServer, Server } from 'node:http';
import { createConnection } from 'node:net';

import { afterEach, describe, expect, it } from 'vitest';

import { listenOnLoopback } from '../../../main/node/listen-on-loopback.ts';

const made: Server[] = [];
afterEach(async () => {
  for (const server of made.splice(0)) await new Promise((resolve) => void server.close(resolve));
});

function newServer(): Server {
  const server = createServer((_request, response) => void response.end('ours'));
  made.push(server);
  return server;
}

async function listening(host: string, port = 0): Promise<number> {
  const server = newServer().listen({ host, port, exclusive: true });
  await once(server, 'listening');
  return portOf(server);
}

const portOf = (server: Server): number => (server.address() as { port: number }).port;

const answers = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection({ host, port }, () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });

/** A server that the system refuses. */
class Refused extends Server {
  readonly #code: string;

  constructor(code: string) {
    super();
    this.#code = code;
  }

  override listen(): this {
    setImmediate(() => this.emit('error', Object.assign(new Error(this.#code), { code: this.#code })));
    return this;
  }
}

/** The first server is real, the one for ::1 is refused. */
function refusedOnSecond(code: string): { readonly make: () => Server; readonly first: Server } {
  const first = newServer();
  const servers = [first, new Refused(code)];
  return { make: () => servers.shift() ?? newServer(), first };
}

describe('listening on loopback', () => {
  it('is on both addresses with one port, and on no other address', async () => {
    const { servers, port } = await listenOnLoopback(newServer, { port: 0, setting: 'X' });
    expect(servers.map((server) => server.address())).toMatchObject([
      { address: '127.0.0.1', port },
      { address: '::1', port },
    ]);
  });

  it.each(['127.0.0.1', '::1'])('refuses a port that somebody else holds on %s, and keeps no half', async (host) => {
    const port = await listening(host);
    const other = host === '::1' ? '127.0.0.1' : '::1';
    await expect(listenOnLoopback(newServer, { port, setting: 'SOME_PORT' })).rejects.toMatchObject({
      code: 'port_in_use',
      message: `Port ${port} is taken by another program.`,
      next: expect.stringContaining('SOME_PORT') as string,
    });
    expect(await answers(other, port)).toBe(false);
  });

  it('looks for another free port where the found one is taken on ::1', async () => {
    const taken: number[] = [];
    const make = (): Server => {
      const before = made.at(-1);
      if (before?.listening === true && taken.length === 0) {
        taken.push(portOf(before));
        newServer().listen({ host: '::1', port: taken[0], exclusive: true });
      }
      return newServer();
    };
    const { port, servers } = await listenOnLoopback(make, { port: 0, setting: 'X' });
    expect(taken).toHaveLength(1);
    expect(port).not.toBe(taken[0]);
    expect(servers).toHaveLength(2);
    expect(await answers('127.0.0.1', taken[0]!)).toBe(false);
  });

  it.each(['EADDRNOTAVAIL', 'EAFNOSUPPORT'])('is on one address where the machine has no other: %s', async (code) => {
    const { make, first } = refusedOnSecond(code);
    const { servers, port } = await listenOnLoopback(make, { port: 0, setting: 'X' });
    expect(servers).toEqual([first]);
    expect(await answers('127.0.0.1', port)).toBe(true);
  });

  it('does not take another failure for a missing address', async () => {
    const { make, first } = refusedOnSecond('EACCES');
    await expect(listenOnLoopback(make, { port: 0, setting: 'X' })).rejects.toMatchObject({ code: 'EACCES' });
    expect(first.listening).toBe(false);
  });
});
