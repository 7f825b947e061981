import type { Server } from 'node:http';

import { AppError } from '../../app/kernel/errors.ts';

/**
 * Listens on 127.0.0.1 and, where the machine has it, on ::1 at the same port: browsers pick either for `localhost`.
 * Throws `port_in_use` naming the setting.
 */
export async function listenOnLoopback(
  make: () => Server,
  port: number,
  setting: string,
): Promise<{ readonly servers: readonly Server[]; readonly port: number }> {
  const first = make();
  const bound = await listen(first, '127.0.0.1', port).catch((error: unknown) => {
    throw portTaken(error, port, setting);
  });
  const second = make();
  try {
    await listen(second, '::1', bound);
    return { servers: [first, second], port: bound };
  } catch (error) {
    if (isCode(error, 'EADDRINUSE')) {
      first.close();
      throw portTaken(error, port, setting);
    }
    return { servers: [first], port: bound }; // A machine without IPv6.
  }
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, exclusive: true }, () => {
      server.off('error', reject);
      const address = server.address();
      resolve(address !== null && typeof address === 'object' ? address.port : port);
    });
  });
}

const portTaken = (error: unknown, port: number, setting: string): unknown =>
  isCode(error, 'EADDRINUSE')
    ? new AppError('port_in_use', `Port ${port} is taken by another program.`, {
        next: `Set ${setting} to a free port, or to 0 for any.`,
        cause: error,
      })
    : error;

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
