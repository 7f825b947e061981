import { createAuditFiles } from '../../../../main/node/audit/audit-files.ts';
import { createWorld, event } from '../../../app/features/audit/open-trail.ts';

/** Records without end; prints a line for each entry that was acknowledged. */
const trail = await createWorld(createAuditFiles(process.argv[2] ?? '')).start();
for (let index = 0; ; index++) {
  await trail.record(event(`entry-${index}`));
  process.stdout.write('x\n');
}
