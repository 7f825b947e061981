import type { Server } from 'node:http';

import { AppError } from '../../../app/kernel/errors.ts';

const ATTEMPTS = 5;

export interface Listening {
  readonly port: number;
  readonly servers: readonly Server[];
}

/**
 * Listens on 127.0.0.1 and, where the machine has it, on ::1 with the same port: `localhost` may mean either, and whoever
 * held the other one would get the keys that clients send there.
 */
export async function listenOnLoopback(port: number, newServer: () => Server): Promise<Listening> {
  for (let attempt = 1; ; attempt += 1) {
    const first = newServer();
    const taken = await listen(first, '127.0.0.1', port);
    const second = newServer();
    const outcome = await listen(second, '::1', taken).catch((error: unknown) => error);
    if (outcome === taken) return { port: taken, servers: [first, second] };
    if (!(outcome instanceof AppError)) return { port: taken, servers: [first] };
    first.close();
    if (port !== 0 || attempt === ATTEMPTS) throw outcome;
  }
}

/** Throws `port_in_use`, or the system's own error where the address does not exist. */
async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(inUse(error) ? portInUse(port, error) : error));
    server.listen({ host, port, exclusive: true }, resolve);
  });
  const address = server.address();
  return address !== null && typeof address === 'object' ? address.port : port;
}

const inUse = (error: Error): boolean => 'code' in error && error.code === 'EADDRINUSE';

const portInUse = (port: number, cause: unknown): AppError =>
  new AppError('port_in_use', `Port ${port} is taken by another program.`, {
    next: 'End that program, or choose another port with the variable PORT (0 takes any free one).',
    cause,
  });
