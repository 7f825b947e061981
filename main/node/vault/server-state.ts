import { AppError } from '../../../app/kernel/errors.ts';
import type { TokenInfo, Vault, VaultHealth } from '../../../app/ports/vault.ts';
import { healthAnswer, mountsAnswer, parseJson, renewalAnswer, tokenAnswer } from './answers.ts';
import { type Connection, contentOf } from './connection.ts';
import { healthOf } from './errors.ts';

export const stateOver = (connection: Connection): Pick<Vault, 'health' | 'tokenInfo' | 'mounts'> => ({
  health: () => health(connection),
  tokenInfo: () => tokenInfo(connection),
  mounts: () => mounts(connection),
});

async function health(connection: Connection): Promise<VaultHealth> {
  try {
    const answer = await connection.sendOpenly({ verb: 'read', path: 'sys/health' });
    if (answer.status !== 200) return healthOf(answer.status);
    const about = healthAnswer.safeParse(parseJson(answer.text));
    if (!about.success) return healthOf(answer.status);
    const { version, enterprise } = about.data;
    // OpenBao began at 2.0 and does not speak of an enterprise edition; Vault does, or is a 1.x.
    const product = enterprise !== undefined || /^[01]\./.test(version) ? 'vault' : 'openbao';
    return { state: 'ready', version, product };
  } catch (error) {
    if (error instanceof AppError) return { state: 'unreachable', detail: error.message };
    throw error;
  }
}

async function tokenInfo(connection: Connection): Promise<TokenInfo> {
  const answer = await connection.send({ verb: 'read', path: 'auth/token/lookup-self' });
  const { data } = await contentOf(connection, answer, { schema: tokenAnswer, situation: 'session' });
  const policies = new Set([...(data.policies ?? []), ...(data.identity_policies ?? [])]);
  return { policies: [...policies], ttlSeconds: data.ttl, renewable: data.renewable ?? false };
}

/** Open to every token, and shows only what its policies reach; `sys/mounts` would need a rule of its own. */
async function mounts(connection: Connection): Promise<readonly string[]> {
  const answer = await connection.send({ verb: 'read', path: 'sys/internal/ui/mounts' });
  const { data } = await contentOf(connection, answer, { schema: mountsAnswer, situation: 'list' });
  return Object.entries(data.secret)
    .filter(([, { type, options }]) => type === 'kv' && options?.['version'] === '2')
    .map(([path]) => path.replace(/\/$/, ''))
    .toSorted();
}

/** Prolongs the token's life. */
export async function renewToken(connection: Connection): Promise<Pick<TokenInfo, 'ttlSeconds' | 'renewable'>> {
  const answer = await connection.send({ verb: 'write', path: 'auth/token/renew-self', body: {} });
  const { auth } = await contentOf(connection, answer, { schema: renewalAnswer, situation: 'session' });
  return { ttlSeconds: auth.lease_duration, renewable: auth.renewable };
}
