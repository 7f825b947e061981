import { randomBytes } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

import { Secret } from '../../../../app/kernel/secret.ts';
import type { Clock } from '../../../../app/ports/clock.ts';
import type { Keychain } from '../../../../app/ports/keychain.ts';
import type { Log } from '../../../../app/ports/log.ts';
import { createEmbeddedBao, type EmbeddedBao } from '../../../../main/node/openbao/embedded-bao.ts';
import { realBao, realPins } from './real-bao.ts';

const INSTALL_KEY = 'a1'.repeat(32);

/** The real clock, `speed` times as fast: waits of the supervisor shrink, nothing else changes. */
export const clockAt = (speed: number): Clock => ({
  now: () => Date.now(),
  monotonic: () => performance.now() * speed,
  after: (ms, action) => {
    const timer = setTimeout(action, ms / speed);
    return () => clearTimeout(timer);
  },
});

export const memoryKeychain = (installKey = INSTALL_KEY): Keychain => ({
  kind: 'memory',
  installKey: async () => new Secret(installKey),
});

export const random = { bytes: (count: number) => randomBytes(count) };

export const silentLog: Log = { write: () => undefined };

export const makeFolder = (): Promise<string> => mkdtemp(path.join(os.tmpdir(), 'countersign-test-'));

export interface Setup {
  readonly home: string;
  /** The real one by default. */
  readonly binary?: string;
  readonly installKey?: string;
  readonly keychain?: Keychain['installKey'];
  readonly speed?: number;
  readonly log?: Log;
}

/** Whoever makes it stops it. */
export async function unmanagedBao(setup: Setup): Promise<EmbeddedBao> {
  const { home, binary, installKey, speed = 1, log = silentLog } = setup;
  const known = memoryKeychain(installKey);
  const keychain = setup.keychain === undefined ? known : { ...known, installKey: setup.keychain };
  const env = { ...process.env, COUNTERSIGN_BAO: binary ?? (await realBao()) };
  return createEmbeddedBao(
    { clock: clockAt(speed), random, keychain, log },
    { home, env, pins: await realPins(), cacheFolder: path.join(home, 'cache') },
  );
}

/** Events as `event {fields}` lines. */
export function collectingLog(): Log & { readonly lines: string[] } {
  const lines: string[] = [];
  return { lines, write: (_level, event, fields) => void lines.push(`${event} ${JSON.stringify(fields)}`) };
}
