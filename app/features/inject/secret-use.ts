import type { RuleEffect } from '../../domain/policy.ts';
import type { RunSecret } from '../../domain/references.ts';

import type { UsableEntry } from './run-deps.ts';

export interface SecretUse extends RunSecret {
  readonly found: UsableEntry;
  readonly effect: RuleEffect;
  /** In the shared space, and nothing was shared yet that covers it. */
  readonly firstUse: boolean;
}
