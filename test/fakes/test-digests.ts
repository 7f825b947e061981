import { Secret } from '../../app/kernel/secret.ts';
import type { Digests } from '../../app/ports/crypto.ts';
import { createInstallDigests } from '../../main/node/state/install-digests.ts';

/** The real digests, under a key that every run has. */
export const createTestDigests = (): Digests => createInstallDigests(new Secret('5a'.repeat(32)));
