import type { AgentCaller } from '../../contract/agent-door.ts';
import type { PolicySubject } from '../../domain/policy.ts';

import type { SecretsDeps } from './secrets-deps.ts';

export const subjectOf = ({ kindOf }: Pick<SecretsDeps, 'kindOf'>, caller: AgentCaller): PolicySubject => ({
  agent: caller.agent,
  kind: kindOf(caller.agent),
  isCommand: caller.door === 'command',
});
