import type { KeyObject } from 'node:crypto';
import { sign } from 'node:crypto';

import { z } from 'zod';

import { AppError } from '../../../app/kernel/errors.ts';
import type { Instant } from '../../../app/kernel/ids.ts';
import { Secret } from '../../../app/kernel/secret.ts';
import type { Clock } from '../../../app/ports/clock.ts';
import type { Random } from '../../../app/ports/random.ts';
import { APP_LOGIN } from './config.ts';
import type { BaoConnection } from './server-request.ts';
import { askServer } from './server-request.ts';

export interface BaoSession {
  readonly token: Secret;
  readonly expiresAt: Instant;
}

const loginAnswer = z.object({ auth: z.object({ client_token: z.string(), lease_duration: z.number().positive() }) });

const JWT_SECONDS = 60;

export interface LoginDeps {
  readonly clock: Clock;
  readonly random: Random;
}

/** Logs in with a JWT that the app signs itself. Throws `sealed`, `vault_denied` or `unavailable`. */
export async function logIn(
  { clock, random }: LoginDeps,
  connection: BaoConnection,
  key: KeyObject,
): Promise<BaoSession> {
  const jwt = signJwt({ clock, random }, key);
  const { status, body } = await askServer(connection, `auth/${APP_LOGIN.mount}/login`, { role: APP_LOGIN.role, jwt });
  if (status === 503) throw new AppError('sealed', 'OpenBao is sealed.');
  const answer = loginAnswer.safeParse(body);
  if (status !== 200 || !answer.success) {
    throw new AppError('vault_denied', `OpenBao refused the login of the app (HTTP ${status}).`, {
      next: 'Check the clock of this machine; a wrong time makes the login invalid.',
    });
  }
  const { client_token: token, lease_duration: seconds } = answer.data.auth;
  return { token: new Secret(token), expiresAt: clock.now() + seconds * 1000 };
}

function signJwt({ clock, random }: LoginDeps, key: KeyObject): string {
  const now = Math.floor(clock.now() / 1000);
  const { issuer, audience, subject } = APP_LOGIN;
  const claims = { iss: issuer, aud: audience, sub: subject, iat: now, nbf: now, exp: now + JWT_SECONDS };
  const jti = Buffer.from(random.bytes(16)).toString('base64url');
  const text = `${encode({ alg: 'ES256', typ: 'JWT' })}.${encode({ ...claims, jti })}`;
  const signature = sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
}

const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url');

interface SessionKeeper {
  /** The one kept, or a new one; callers that come together share a login. */
  session(): Promise<BaoSession>;
  accept(session: BaoSession): BaoSession;
  forget(): void;
}

/** Keeps one session and logs in again before half of its time is over. */
export function createSessionKeeper(clock: Clock, renew: () => Promise<BaoSession>): SessionKeeper {
  let current: { readonly session: BaoSession; readonly freshUntil: number; readonly freshUntilWall: Instant } | null =
    null;
  let renewal: Promise<BaoSession> | null = null;
  // Both clocks, since the monotonic one may stand still while the machine sleeps and the other one can be set.
  const isFresh = (): boolean =>
    current !== null && clock.monotonic() < current.freshUntil && clock.now() < current.freshUntilWall;
  const accept = (session: BaoSession): BaoSession => {
    const half = (session.expiresAt - clock.now()) / 2;
    current = { session, freshUntil: clock.monotonic() + half, freshUntilWall: clock.now() + half };
    return session;
  };
  return {
    accept,
    session(): Promise<BaoSession> {
      if (current !== null && isFresh()) return Promise.resolve(current.session);
      renewal ??= renew()
        .then(accept)
        .finally(() => {
          renewal = null;
        });
      return renewal;
    },
    forget(): void {
      current = null;
    },
  };
}
