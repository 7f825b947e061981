import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Secret } from '../../../app/kernel/secret.ts';
import { remoteLink } from '../../../main/core/remote-link.ts';
import type { ServerLink } from '../../../main/core/server-link.ts';
import { createRemoteSession } from '../../../main/node/vault/remote-session.ts';
import { createManualClock, type ManualClock } from '../../fakes/manual-clock.ts';
import { type BaoServer, startBao } from '../node/vault/bao-server.ts';

const MINUTE = 60_000;
const HOUR_S = 3600;

describe('a server of the person', () => {
  let bao: BaoServer;
  let clock: ManualClock;
  let link: ServerLink;
  let token: string;
  const opened = vi.fn<(vault: unknown) => void>();
  const changed = vi.fn<() => void>();

  beforeEach(async () => {
    vi.resetAllMocks();
    bao = await startBao();
    clock = createManualClock();
    token = await bao.mint({ policies: ['default'], ttl: '1h', renewable: true });
    const session = createRemoteSession(
      { baseUrl: bao.address, token: new Secret(token) },
      { clock, log: { write: () => undefined } },
    );
    link = remoteLink({ address: bao.address, session, clock });
    await link.start({ opened, changed });
  });
  afterEach(async () => {
    await link.stop();
    await bao.stop();
  });

  /** Looks follow one another with a real request in between. */
  async function pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 5000) {
      const looked = changed.mock.calls.length + clock.waiting();
      await clock.advance(5000);
      await expect.poll(() => changed.mock.calls.length + clock.waiting()).toBeGreaterThanOrEqual(looked);
    }
  }

  it('is ready, and says how long its token lives', () => {
    expect(link.status()).toMatchObject({ state: 'ready', product: 'openbao' });
    expect(link.status().sessionSeconds).toBeGreaterThan(HOUR_S - 60);
    expect(opened).toHaveBeenCalledTimes(1);
  });

  it('counts the life that was renewed, not the one it began with', async () => {
    await pass(31 * MINUTE);
    await expect.poll(() => link.status().sessionSeconds).toBeGreaterThan(HOUR_S - 3 * 60);
    expect(link.status().state).toBe('ready');
  });

  it('needs a new login within a minute of its token being revoked, and is closed to agents until then', async () => {
    await bao.ask('POST', 'auth/token/revoke', { body: { token } });
    await pass(MINUTE + 5000);
    await expect.poll(() => link.status().state).toBe('login_needed');
    expect(opened).toHaveBeenLastCalledWith(null);
    expect(link.status().next).toBeTruthy();
  });
});
