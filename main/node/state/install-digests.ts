import { createHash, createHmac, createSecretKey, hkdfSync, timingSafeEqual, type KeyObject } from 'node:crypto';

import type { Secret } from '../../../app/kernel/secret.ts';
import type { Digests } from '../../../app/ports/crypto.ts';

type Purpose = Parameters<Digests['keyed']>[0];

/** Digests under subkeys of the install key, one for each purpose, so that none tells anything about another. */
export function createInstallDigests(installKey: Secret): Digests {
  const material = Buffer.from(installKey.reveal(), 'hex');
  // As key objects: bytes would be made into one again for each digest, which takes longer than the digest.
  const subkey = (purpose: Purpose): KeyObject =>
    createSecretKey(Buffer.from(hkdfSync('sha256', material, 'countersign', `digest ${purpose} 1`, 32)));
  const subkeys: Readonly<Record<Purpose, KeyObject>> = {
    'audit-chain': subkey('audit-chain'),
    'audit-name': subkey('audit-name'),
    value: subkey('value'),
    state: subkey('state'),
  };
  return {
    sha256: (text) => sha256(text).toString('hex'),
    keyed: (purpose, text) => createHmac('sha256', subkeys[purpose]).update(text).digest('hex'),
    // Over digests, so that a difference in length shows in the timing no more than one in content.
    equal: (a, b) => timingSafeEqual(sha256(a), sha256(b)),
  };
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
