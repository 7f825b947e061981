import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { AgentRegistry } from '../../../../app/features/agents/agent-registry.ts';
import { Shares } from '../../../../app/features/agents/shares.ts';
import { createAuditTrail } from '../../../../app/features/audit/audit-trail.ts';
import { Secret } from '../../../../app/kernel/secret.ts';
import { createAuditFiles } from '../../../../main/node/audit/audit-files.ts';
import { createInstallDigests } from '../../../../main/node/state/install-digests.ts';
import { createStateFiles } from '../../../../main/node/state/state-files.ts';
import { systemRandom } from '../../../../main/node/state/system-random.ts';
import { createManualClock } from '../../../fakes/manual-clock.ts';

const digests = createInstallDigests(new Secret('b2'.repeat(32)));
const clock = createManualClock();
const done = { agent: 'person', action: 'agents.removeShare', outcome: 'done' } as const;

let home: string;
let files: { close(): Promise<void> }[];
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'put-back-'));
  files = [];
});
afterEach(async () => {
  for (const file of files) await file.close();
  await rm(home, { recursive: true });
});

/** A run of the core; it is never stopped, as if it was killed. */
async function run(boot: string) {
  const state = await createStateFiles({ folder: join(home, 'state'), digests });
  const file = createAuditFiles(join(home, 'audit'));
  files.push(file);
  const trail = await createAuditTrail({ file, state, digests, clock }, boot);
  const changed = (): void => undefined;
  const registry = await AgentRegistry.open({ state, clock, digests, random: systemRandom(), changed });
  const shares = await Shares.open({ state, clock, changed });
  const notes = async (): Promise<unknown[]> =>
    (await trail.list({ limit: 50 })).entries
      .filter(({ action }) => action === 'state.damaged')
      .map(({ detail }) => detail);
  return { state, trail, registry, shares, notes };
}

async function putBack(folder: string, then: string): Promise<void> {
  await rm(join(home, folder), { recursive: true });
  await cp(join(home, then), join(home, folder), { recursive: true });
}

it('a share and a key that were taken away stay away when the whole state is put back, and it is told for good', async () => {
  const before = await run('boot-1');
  await before.shares.add({ agent: 'cursor', paths: ['shop/dev'], list: false });
  const { id, key } = await before.registry.createKey('cursor');
  await before.trail.record(done);
  await cp(join(home, 'state'), join(home, 'then'), { recursive: true });
  await before.shares.remove('cursor', 'shop/dev');
  await before.registry.revokeKey('cursor', id);
  await before.trail.record(done);
  await putBack('state', 'then');

  const after = await run('boot-2');
  expect(after.shares.all()).toEqual([]);
  expect(after.registry.authenticate(key)).toBeNull();
  expect(after.state.damaged()).toEqual(['agents', 'audit-head', 'generations', 'shares']);
  expect((await after.notes()).toReversed()).toEqual(after.state.damaged());
  await after.registry.createKey('cursor');
  expect(after.state.damaged()).toContain('agents');

  const later = await run('boot-3');
  expect(later.state.damaged()).toEqual(['shares']);
  expect(later.registry.list()).toHaveLength(1);
  expect(later.trail.damage()).toBeNull();
  expect(await later.trail.verify()).toMatchObject({ ok: true });
  expect(await later.notes()).toHaveLength(5);
});

it('an empty folder in the place of the state is told too', async () => {
  const before = await run('boot-1');
  await before.shares.add({ agent: 'cursor', paths: ['shop/dev'], list: false });
  await before.trail.record(done);
  await rm(join(home, 'state'), { recursive: true });
  const after = await run('boot-2');
  expect(after.state.damaged()).toEqual(['generations']);
  expect(after.trail.damage()).toMatchObject({ kind: 'truncated' });
});

it('a crash between a change and its line in the audit is no damage', async () => {
  const before = await run('boot-1');
  await before.trail.record(done);
  await before.shares.add({ agent: 'cursor', paths: ['shop/dev'], list: false });
  const after = await run('boot-2');
  expect(after.shares.all()).toHaveLength(1);
  expect(after.state.damaged()).toEqual([]);
  expect(after.trail.damage()).toBeNull();
});
