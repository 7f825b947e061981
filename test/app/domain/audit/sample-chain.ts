import { createHmac } from 'node:crypto';

import { genesis, seal, type ChainKey, type Head } from '../../../../app/domain/audit/chain.ts';
import type { EntryDraft } from '../../../../app/domain/audit/entry.ts';

export const chainKey = (secret = 'install'): ChainKey => ({
  keyed: (text) => createHmac('sha256', secret).update(text).digest('hex'),
  equal: (a, b) => a === b,
});

export const draft = (fields: Partial<EntryDraft> = {}): EntryDraft => ({
  time: '2026-11-21T12:00:00.000Z',
  boot: 'boot-1',
  agent: 'claude-code',
  action: 'vault_set',
  outcome: 'intent',
  ...fields,
});

export interface SampleChain {
  readonly lines: string[];
  readonly head: Head;
}

/** `count` lines that continue `from`. */
export function sampleChain(
  count: number,
  { key = chainKey(), from = genesis(key), boot = 'boot-1' } = {},
): SampleChain {
  const lines: string[] = [];
  let head = from;
  for (let index = 0; index < count; index++) {
    const { line, entry } = seal(draft({ boot, detail: `entry ${index}` }), head, key);
    lines.push(line);
    head = { seq: entry.seq, mac: entry.mac };
  }
  return { lines, head };
}
