import { join } from 'node:path';

import { createAuditTrail } from '../../../../app/features/audit/audit-trail.ts';
import { createAuditFiles } from '../../../../main/node/audit/audit-files.ts';
import { createStateFiles } from '../../../../main/node/state/state-files.ts';
import { createManualClock } from '../../../fakes/manual-clock.ts';
import { digests, event } from '../../../app/features/audit/open-trail.ts';

/** Records without end; prints a line for each entry that was acknowledged. */
const folder = process.argv[2] ?? '';
const state = await createStateFiles({ folder: join(folder, 'state'), digests });
const file = createAuditFiles(folder);
const trail = await createAuditTrail({ file, state, digests, clock: createManualClock() }, 'boot-1');
for (let index = 0; ; index++) {
  await trail.record(event(`entry-${index}`));
  process.stdout.write('x\n');
}
