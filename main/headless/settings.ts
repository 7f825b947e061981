import { z } from 'zod';

import { parsePath, type Layout } from '../../app/domain/paths.ts';
import type { LimitSettings } from '../../app/gate/limits.ts';
import { AppError } from '../../app/kernel/errors.ts';
import type { LogLevel } from '../../app/ports/log.ts';
import { readLimits } from './limit-settings.ts';
import { LOG_LEVELS } from '../node/json-log.ts';
import { KV_MOUNT } from '../node/openbao/app-policy.ts';

export interface Settings {
  readonly layout: Layout;
  readonly agentsPort: number;
  readonly uiPort: number;
  /** Null where they are switched off. */
  readonly limits: LimitSettings | null;
  /** What is below it is not logged. */
  readonly logLevel: LogLevel;
}

type Environment = Readonly<Record<string, string | undefined>>;

const PREFIX = 'mcp';
const AGENTS_PORT = 8089;
const UI_PORT = 8090;
const LOG_LEVEL = 'warn';

const port = z.coerce.number().int().min(0).max(65_535);

/** Settings from the environment. Throws `bad_input` naming the variable. */
export function readSettings(env: Environment): Settings {
  refuseOtherHosts(given(env, 'HOST'));
  const mount = folder('KV_MOUNT', given(env, 'KV_MOUNT') ?? KV_MOUNT);
  if (mount !== KV_MOUNT && given(env, 'VAULT_ADDR') === undefined) throw noSuchMount();
  return {
    layout: { mount, prefix: folder('DEFAULT_PREFIX', given(env, 'DEFAULT_PREFIX') ?? PREFIX) },
    agentsPort: portOf('PORT', given(env, 'PORT'), AGENTS_PORT),
    uiPort: portOf('COUNTERSIGN_UI_PORT', given(env, 'COUNTERSIGN_UI_PORT'), UI_PORT),
    limits: readLimits((name) => given(env, name)),
    logLevel: levelOf(given(env, 'LOG_LEVEL') ?? LOG_LEVEL),
  };
}

/** What is set to nothing counts as unset: that is how a shell or a unit file takes a variable away. */
const given = (env: Environment, name: string): string | undefined => (env[name] === '' ? undefined : env[name]);

const noSuchMount = (): AppError =>
  new AppError(
    'bad_input',
    `KV_MOUNT is for a server of yours: the built-in OpenBao keeps everything in ${KV_MOUNT}.`,
    {
      next: 'Unset KV_MOUNT, or name your server with VAULT_ADDR and VAULT_TOKEN.',
    },
  );

function portOf(name: string, text: string | undefined, usual: number): number {
  if (text === undefined) return usual;
  const parsed = port.safeParse(text);
  if (!parsed.success)
    throw new AppError('bad_input', `${name} is no port.`, { next: 'Use 0 (any free one) to 65535.' });
  return parsed.data;
}

function levelOf(text: string): LogLevel {
  const level = LOG_LEVELS.find((known) => known === text);
  if (level !== undefined) return level;
  throw new AppError('bad_input', 'LOG_LEVEL is no level of the log.', {
    next: `Use ${LOG_LEVELS.slice(0, -1).join(', ')} or ${LOG_LEVELS.at(-1) ?? ''}.`,
  });
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
  if (host === undefined || ['127.0.0.1', 'localhost', '::1'].includes(host)) return;
  throw new AppError('bad_input', 'HOST may only name this machine: the doors answer on loopback alone.', {
    next: 'Unset HOST. From another machine use: ssh -L 8090:localhost:8090 <this host>',
  });
}
