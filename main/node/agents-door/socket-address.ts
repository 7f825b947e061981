import { createHash } from 'node:crypto';
import path from 'node:path';

export interface SocketPlace {
  readonly home: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** Unguessable text for this start: any user may make a pipe of a name known before. */
  readonly nonce: string;
}

/** Where a core of this home listens; clients find it in `run/endpoints.json`. One home has one socket, two homes have two. */
export function socketAddress({ home, env, platform, nonce }: SocketPlace): string {
  const name = `countersign-${createHash('sha256').update(home).digest('hex').slice(0, 12)}`;
  if (platform === 'win32') return `\\\\.\\pipe\\${name}-${nonce}`;
  const runtime = env['XDG_RUNTIME_DIR'];
  // The runtime folder is short, private and emptied at logout; without one the home itself has to do.
  if (runtime !== undefined && path.isAbsolute(runtime)) return path.join(runtime, 'countersign', `${name}.sock`);
  return path.join(home, 'run', 'agents.sock');
}
