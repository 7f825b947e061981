import { createHash, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

import type { Secret } from '../../../app/kernel/secret.ts';
import type { Digests } from '../../../app/ports/crypto.ts';

type Purpose = Parameters<Digests['keyed']>[0];

/** Digests under subkeys of the install key, one for each purpose, so that none tells anything about another. */
export function createInstallDigests(installKey: Secret): Digests {
  const subkey = (purpose: Purpose): Buffer =>
    Buffer.from(hkdfSync('sha256', Buffer.from(installKey.reveal(), 'hex'), 'countersign', `digest ${purpose} 1`, 32));
  const subkeys: Readonly<Record<Purpose, Buffer>> = {
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
