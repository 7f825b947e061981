import type { SecretEntry } from '../../../../app/contract/ui/secrets.ts';

export const entryOf = (keys: SecretEntry['keys'], patch: Partial<SecretEntry> = {}): SecretEntry => ({
  place: { kind: 'shared' },
  path: 'shop/development',
  version: 1,
  currentVersion: 1,
  createdAt: '2026-11-21T10:00:00Z',
  updatedAt: '2026-11-21T10:00:00Z',
  keys,
  versions: [],
  ...patch,
});
