import { asAppError, type AppError } from '../../app/kernel/errors.ts';
import type { Cancel, Clock } from '../../app/ports/clock.ts';
import type { RemoteSession } from '../node/vault/remote-session.ts';

import type { ServerLink, ServerStatus } from './server-link.ts';

const LOOK_EVERY_MS = 5000;
/** Health is told to anybody: whether the token still lives is asked for apart. */
const LOOKS_PER_TOKEN_CHECK = 12;

export interface RemoteLinkOptions {
  readonly address: string;
  readonly session: RemoteSession;
  readonly clock: Clock;
}

/** A server that the person runs: looked at every five seconds, usable again as soon as it answers. */
export function remoteLink({ address, session, clock }: RemoteLinkOptions): ServerLink {
  let status: ServerStatus = { kind: 'remote', address, state: 'starting' };
  let endsAt: number | null = null;
  let looks = 0;
  let cancel: Cancel = () => undefined;
  let stopped = false;

  const look = async (): Promise<ServerStatus> => {
    const health = await session.vault.health();
    if (health.state !== 'ready') {
      const state = health.state === 'sealed' ? 'sealed' : 'unreachable';
      return { kind: 'remote', address, state, detail: health.detail, next: 'Ask whoever runs this server.' };
    }
    const known = status.state === 'ready';
    looks = known ? looks + 1 : 0;
    if (looks % LOOKS_PER_TOKEN_CHECK === 0) {
      const { ttlSeconds } = known ? await session.vault.tokenInfo() : await session.start();
      endsAt = ttlSeconds === 0 ? null : clock.monotonic() + ttlSeconds * 1000;
    }
    return { kind: 'remote', address, state: 'ready', product: health.product, version: health.version };
  };

  const lookAgain = async (events: Parameters<ServerLink['start']>[0]): Promise<void> => {
    const before = JSON.stringify([status, endsAt]);
    const wasReady = status.state === 'ready';
    status = await look().catch((error: unknown) => failed(address, asAppError(error)));
    if (stopped) return;
    const isReady = status.state === 'ready';
    if (isReady !== wasReady) events.opened(isReady ? session.vault : null);
    if (JSON.stringify([status, endsAt]) !== before) events.changed();
    cancel = clock.after(LOOK_EVERY_MS, () => void lookAgain(events));
  };

  return {
    status: () => (endsAt === null ? status : { ...status, sessionSeconds: secondsUntil(endsAt, clock) }),
    start: (events) => lookAgain(events),
    async stop() {
      stopped = true;
      cancel();
      session.close();
    },
  };
}

const secondsUntil = (endsAt: number, clock: Clock): number =>
  Math.max(0, Math.round((endsAt - clock.monotonic()) / 1000));

function failed(address: string, { code, message, next }: AppError): ServerStatus {
  const state = code === 'session_expired' || code === 'vault_denied' ? 'login_needed' : 'unreachable';
  return { kind: 'remote', address, state, detail: message, ...(next === undefined ? {} : { next }) };
}
