import type { AgentDoor } from '../../app/contract/agent-door.ts';
import { agentsList, appInfo, uiCode } from '../../app/contract/tools/command-tools.ts';
import { vaultStatus } from '../../app/contract/tools/vault-tools.ts';
import type { AgentRegistry } from '../../app/features/agents/agent-registry.ts';
import type { Gate } from '../../app/gate/gate.ts';
import { AppError } from '../../app/kernel/errors.ts';

/** They say what is going on, so they work while it is going on. */
const BEFORE_SETTLED: ReadonlySet<string> = new Set([vaultStatus.name, appInfo.name, uiCode.name, agentsList.name]);

export interface AgentDoorParts {
  readonly gate: Gate;
  readonly registry: AgentRegistry;
  /** False until what an earlier run left behind is settled. */
  readonly isSettled: () => boolean;
}

export const agentDoor = ({ gate, registry, isSettled }: AgentDoorParts): AgentDoor => ({
  connected(caller) {
    const left = registry.connected(caller);
    return () => {
      left();
      void gate.connectionEnded(caller.connection);
    };
  },
  async call(tool, input, ...[caller, context]) {
    await registry.seen(caller);
    if (!isSettled() && !BEFORE_SETTLED.has(tool)) {
      throw new AppError('unavailable', 'Countersign is still opening the vault.', { next: 'Call again in a moment.' });
    }
    return gate.call(tool, input, { caller, context });
  },
  authenticate: async (key) => registry.authenticate(key),
});
