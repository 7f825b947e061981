import { describe, expect, it } from 'vitest';

import { Secret } from '../../../../app/kernel/secret.ts';
import { createInstallDigests } from '../../../../main/node/state/install-digests.ts';
import { systemRandom } from '../../../../main/node/state/system-random.ts';

const digests = createInstallDigests(new Secret('e5'.repeat(32)));
const purposes = ['audit-chain', 'audit-name', 'value', 'state'] as const;

describe('digests of an install', () => {
  it('are the known SHA-256 where no key is used', () => {
    expect(digests.sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it('differ by purpose, by text and by install, and are the same for the same', () => {
    const other = createInstallDigests(new Secret('f6'.repeat(32)));
    const all = [digests, other].flatMap((each) =>
      purposes.flatMap((purpose) => ['a', 'b'].map((text) => each.keyed(purpose, text))),
    );
    expect(new Set(all).size).toBe(16);
    expect(createInstallDigests(new Secret('e5'.repeat(32))).keyed('value', 'a')).toBe(digests.keyed('value', 'a'));
    expect(all.every((digest) => /^[0-9a-f]{64}$/.test(digest))).toBe(true);
  });

  it('stay as they are from version to version: files on disk depend on them', () => {
    expect(digests.keyed('audit-chain', 'text')).toMatchInlineSnapshot(
      `"629e7aff34474ca0d147de753b35be4271cd65734bedceb4eab9f8db24e5d682"`,
    );
  });

  it('compare texts of any length', () => {
    expect([digests.equal('a', 'a'), digests.equal('a', 'b'), digests.equal('a', 'ab'), digests.equal('', '')]).toEqual(
      [true, false, false, true],
    );
  });
});

describe('the system random', () => {
  it('gives as many bytes as asked for, different ones each time', () => {
    const random = systemRandom();
    expect(random.bytes(32)).toHaveLength(32);
    expect(random.bytes(32)).not.toEqual(random.bytes(32));
  });
});
