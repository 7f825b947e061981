import type { Handlers } from '../../contract/dispatch.ts';
import type { UiContract } from '../../contract/ui/ui-contract.ts';

import type { AuditTrail } from './audit-trail.ts';

export const auditHandlers = (
  trail: Pick<AuditTrail, 'list' | 'verify'>,
): Pick<Handlers<UiContract>, 'audit.list' | 'audit.verify'> => ({
  'audit.list': ({ before, limit }) => trail.list({ before, limit }),
  'audit.verify': () => trail.verify(),
});
