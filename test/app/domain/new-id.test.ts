import { randomBytes } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { newId } from '../../../app/domain/new-id.ts';
import { approvalId, jobId } from '../../../app/kernel/ids.ts';
import { byteStream } from '../../fakes/fixed-random.ts';

describe('a new id', () => {
  it('is one that the edge accepts', () => {
    const random = { bytes: (count: number) => randomBytes(count) };
    for (let round = 0; round < 200; round += 1) {
      expect(approvalId.safeParse(newId('apr', random)).success).toBe(true);
      expect(jobId.safeParse(newId('job', random)).success).toBe(true);
    }
  });

  it('gives every letter to equally many bytes', () => {
    const counts = new Map<string, number>();
    for (let byte = 0; byte < 256; byte += 1) {
      const [letter = ''] = newId('x', byteStream(Uint8Array.of(byte))).slice(2);
      counts.set(letter, (counts.get(letter) ?? 0) + 1);
    }
    expect(counts.size).toBe(32);
    expect(new Set(counts.values())).toEqual(new Set([8]));
  });
});
