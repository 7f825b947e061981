import { randomUUID } from 'node:crypto';
import { join } from 'node:path';

import { createAuditTrail } from '../../app/features/audit/audit-trail.ts';
import { asAppError } from '../../app/kernel/errors.ts';
import type { Clock, Turns } from '../../app/ports/clock.ts';
import type { Log } from '../../app/ports/log.ts';
import { createAuditFiles } from '../node/audit/audit-files.ts';
import { createProcesses } from '../node/processes/processes.ts';
import { createInstallDigests } from '../node/state/install-digests.ts';
import { createJournal } from '../node/state/journal-file.ts';
import { createKeyFileKeychain } from '../node/state/key-file-keychain.ts';
import { createStateFiles } from '../node/state/state-files.ts';
import { systemRandom } from '../node/state/system-random.ts';

import type { CorePorts } from './ports.ts';

/** The real world below a home folder. Throws `unavailable` where the install key cannot be read. */
export async function openPorts({
  home,
  log,
  clock,
}: {
  readonly home: string;
  readonly log: Log;
  readonly clock: Clock & Turns;
}): Promise<CorePorts> {
  const keychain = createKeyFileKeychain(home);
  const digests = createInstallDigests(await keychain.installKey());
  const state = await createStateFiles({ folder: join(home, 'state'), digests });
  const file = createAuditFiles(join(home, 'audit'));
  const journal = createJournal(join(home, 'state', 'approvals.jsonl'));
  const trail = await createAuditTrail({ file, state, digests, clock }, randomUUID());
  return {
    clock,
    random: systemRandom(),
    log,
    keychain,
    digests,
    state,
    journal,
    trail,
    processes: createProcesses({ log, clock, recordFile: join(home, 'run', 'children.json') }),
    async close() {
      await trail.stop();
      await file.close();
      await journal.close();
    },
    reportBug: (error, where) => log.write('error', 'bug', { where, error: asAppError(error).cause ?? error }),
  };
}
