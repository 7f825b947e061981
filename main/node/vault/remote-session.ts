import { asAppError } from '../../../app/kernel/errors.ts';
import type { Secret } from '../../../app/kernel/secret.ts';
import type { Cancel, Clock } from '../../../app/ports/clock.ts';
import type { Log } from '../../../app/ports/log.ts';
import type { TokenInfo, Vault } from '../../../app/ports/vault.ts';
import { type Connection, openConnection, type VaultOptions } from './connection.ts';
import { vaultOver } from './create-vault.ts';
import { renewToken } from './server-state.ts';

type RemoteSettings = Omit<VaultOptions, 'token'> & { readonly token: Secret };

export interface RemoteSessionParts {
  readonly clock: Clock;
  readonly log: Log;
}

/** A session on somebody else's server under a token that was given to us. */
export interface RemoteSession {
  readonly vault: Vault;
  /** Checks the token and begins to renew it. Throws what `tokenInfo` throws. */
  start(): Promise<TokenInfo>;
  /** Ends renewing and the connections; the token lives on, as it is not ours. */
  close(): void;
}

export function createRemoteSession(settings: RemoteSettings, parts: RemoteSessionParts): RemoteSession {
  const connection = openConnection({ ...settings, token: () => Promise.resolve(settings.token) });
  const vault = vaultOver(connection);
  const renewal = createRenewal(connection, parts);
  return {
    vault,
    async start() {
      const info = await vault.tokenInfo();
      renewal.begin(info);
      return info;
    },
    close() {
      renewal.end();
      connection.close();
    },
  };
}

type Life = Pick<TokenInfo, 'ttlSeconds' | 'renewable'>;

const RETRY_MS = 30_000;
const SHORTEST_MS = 1000;

/** Renews at half of each life. Stops where the server grants no more time, as a token at its maximum age gets. */
function createRenewal(connection: Connection, { clock, log }: RemoteSessionParts) {
  let cancel: Cancel = () => undefined;
  let ended = true;

  const live = ({ ttlSeconds, renewable }: Life): void => {
    if (!renewable || ttlSeconds <= 0) return;
    const endsAt = clock.monotonic() + ttlSeconds * 1000;
    cancel = clock.after(Math.max(SHORTEST_MS, ttlSeconds * 500), () => void renew(endsAt));
  };
  const renew = async (endsAt: number): Promise<void> => {
    const result = await renewToken(connection).catch(asAppError);
    if (ended) return;
    if (result instanceof Error) return retry(result.code, endsAt);
    const gained = clock.monotonic() + result.ttlSeconds * 1000 - endsAt;
    if (result.ttlSeconds > 0 && gained < SHORTEST_MS)
      log.write('warn', 'vault.session.ends', { ttl: result.ttlSeconds });
    else live(result);
  };
  const retry = (code: string, endsAt: number): void => {
    log.write('warn', 'vault.session.renewal_failed', { code });
    const left = endsAt - clock.monotonic();
    if (code === 'session_expired' || code === 'vault_denied' || left < SHORTEST_MS) return;
    cancel = clock.after(Math.max(SHORTEST_MS, Math.min(left / 2, RETRY_MS)), () => void renew(endsAt));
  };

  return {
    begin(life: Life) {
      cancel();
      ended = false;
      live(life);
    },
    end() {
      ended = true;
      cancel();
    },
  };
}
