import { z } from 'zod';

import { parsePath, type Layout } from '../../app/domain/paths.ts';
import { AppError } from '../../app/kernel/errors.ts';

export interface Settings {
  readonly layout: Layout;
  readonly agentsPort: number;
  readonly uiPort: number;
}

const AGENTS_PORT = 8089;
const UI_PORT = 8090;

const port = z.coerce.number().int().min(0).max(65_535);

/** Settings from the environment. Throws `bad_input` naming the variable. */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  refuseOtherHosts(env['HOST']);
  return {
    layout: {
      mount: folder('KV_MOUNT', env['KV_MOUNT'] ?? 'secret'),
      prefix: folder('DEFAULT_PREFIX', env['DEFAULT_PREFIX'] ?? 'mcp'),
    },
    agentsPort: portOf('PORT', env['PORT'], AGENTS_PORT),
    uiPort: portOf('COUNTERSIGN_UI_PORT', env['COUNTERSIGN_UI_PORT'], UI_PORT),
  };
}

function portOf(name: string, text: string | undefined, usual: number): number {
  if (text === undefined || text === '') return usual;
  const parsed = port.safeParse(text);
  if (!parsed.success)
    throw new AppError('bad_input', `${name} is no port.`, { next: 'Use 0 (any free one) to 65535.' });
  return parsed.data;
}

function folder(name: string, text: string): string {
  try {
    return parsePath(text);
  } catch (error) {
    throw new AppError('bad_input', `${name} is no valid path.`, {
      next: 'Use a plain path such as secret.',
      cause: error,
    });
  }
}

function refuseOtherHosts(host: string | undefined): void {
  if (host === undefined || ['', '127.0.0.1', 'localhost', '::1'].includes(host)) return;
  throw new AppError('bad_input', 'HOST may only name this machine: the doors answer on loopback alone.', {
    next: 'Unset HOST. From another machine use: ssh -L 8090:localhost:8090 <this host>',
  });
}
