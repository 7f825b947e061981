// Durable audit lines a second through the real trail: one writer that waits for each, and 32 at once.
import { join } from 'node:path';

import { createAuditTrail } from '../../app/features/audit/audit-trail.ts';
import { Secret } from '../../app/kernel/secret.ts';
import { createAuditFiles } from '../../main/node/audit/audit-files.ts';
import { createInstallDigests } from '../../main/node/state/install-digests.ts';
import { createStateFiles } from '../../main/node/state/state-files.ts';
import { systemClock } from '../../main/node/state/system-clock.ts';
import { newHome, removeHome } from '../stories/running-app.ts';

import { percentile, report, rounded, timed } from './parts/figures.ts';

const LINES = 2000;

const home = await newHome();
const digests = createInstallDigests(new Secret('ab'.repeat(32)));
const state = await createStateFiles({ folder: join(home, 'state'), digests });
const trail = await createAuditTrail(
  { file: createAuditFiles(join(home, 'audit')), state, digests, clock: systemClock() },
  'bench',
);
const append = (): Promise<unknown> =>
  trail.record({
    agent: 'bench',
    client: 'bench 1.0',
    action: 'vault_get',
    outcome: 'intent',
    subject: 'own:bench/app/development',
    keys: ['DB_PASSWORD', 'DB_USER'],
  });
for (const writers of [1, 32]) {
  const times: number[] = [];
  const began = performance.now();
  await Promise.all(
    Array.from({ length: writers }, async () => {
      for (let line = 0; line < LINES / writers; line += 1) times.push(await timed(append));
    }),
  );
  const perSecond = LINES / ((performance.now() - began) / 1000);
  const name = `audit: synced appends, ${writers} at once`;
  report({ row: name, value: rounded(perSecond, 0), unit: '1/s', least: writers === 1 ? 500 : 2000 });
  report({ row: `${name}, p99`, value: rounded(percentile(times, 0.99)), unit: 'ms', budget: 10 });
}
const verifying = await timed(async () => {
  const { ok } = await trail.verify();
  if (!ok) throw new Error('The chain does not verify.');
});
report({ row: `audit: verify ${2 * LINES} lines`, value: rounded(verifying, 0), unit: 'ms' });
await trail.stop();
await removeHome(home);
