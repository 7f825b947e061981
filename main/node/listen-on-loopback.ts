import type { Server } from 'node:http';

import { AppError } from '../../app/kernel/errors.ts';

const ATTEMPTS = 5;
/** What the system says of an address that it does not have. */
const NO_SUCH_ADDRESS = ['EADDRNOTAVAIL', 'EAFNOSUPPORT'];

export interface Listening {
  readonly servers: readonly Server[];
  readonly port: number;
}

export interface Wanted {
  /** 0 means any that is free on both addresses. */
  readonly port: number;
  /** Variable that chooses the port. */
  readonly setting: string;
}

/**
 * Listens on 127.0.0.1 and, where the machine has it, on ::1 with the same port: `localhost` may mean either, and whoever
 * held the other one would get what is sent there. Throws `port_in_use` naming the setting.
 */
export async function listenOnLoopback(newServer: () => Server, { port, setting }: Wanted): Promise<Listening> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await listenOnBoth(newServer, port);
    } catch (error) {
      if (!isCode(error, 'EADDRINUSE')) throw error;
      if (port !== 0 || attempt === ATTEMPTS) throw portInUse(port, setting, error);
    }
  }
}

async function listenOnBoth(newServer: () => Server, port: number): Promise<Listening> {
  const first = newServer();
  const bound = await listen(first, '127.0.0.1', port);
  const second = newServer();
  try {
    await listen(second, '::1', bound);
    return { servers: [first, second], port: bound };
  } catch (error) {
    if (NO_SUCH_ADDRESS.some((code) => isCode(error, code))) return { servers: [first], port: bound };
    first.close();
    first.closeAllConnections();
    throw error;
  }
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const address = server.address();
  return address !== null && typeof address === 'object' ? address.port : port;
}

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

const portInUse = (port: number, setting: string, cause: unknown): AppError =>
  new AppError('port_in_use', `Port ${port} is taken by another program.`, {
    next: `End that program, or set ${setting} to a free port, or to 0 for any.`,
    cause,
  });
