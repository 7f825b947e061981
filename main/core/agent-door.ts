import type { AgentDoor, CallContext } from '../../app/contract/agent-door.ts';
import { aboutTheApp } from '../../app/contract/tools/catalogue.ts';
import type { AgentRegistry } from '../../app/features/agents/agent-registry.ts';
import type { Gate } from '../../app/gate/gate.ts';
import { AppError } from '../../app/kernel/errors.ts';
import type { Clock } from '../../app/ports/clock.ts';

/** A first start takes some seconds: whoever calls meanwhile waits for it rather than fails. */
const WAITS_MS = 20_000;

export interface AgentDoorParts {
  readonly gate: Gate;
  readonly registry: AgentRegistry;
  readonly clock: Clock;
  /** Resolves when what an earlier run left behind is settled. */
  readonly settled: Promise<void>;
}

export const agentDoor = ({ gate, registry, clock, settled }: AgentDoorParts): AgentDoor => ({
  connected(caller) {
    const left = registry.connected(caller);
    return () => {
      left();
      void gate.connectionEnded(caller.connection);
    };
  },
  async call(tool, input, ...[caller, context]) {
    await registry.seen(caller);
    if (!aboutTheApp.has(tool)) await waitFor(settled, context, clock);
    return gate.call(tool, input, { caller, context });
  },
  authenticate: async (key) => registry.authenticate(key),
});

async function waitFor(settled: Promise<void>, context: CallContext, clock: Clock): Promise<void> {
  const stops: (() => void)[] = [];
  const given = new Promise<'late' | 'cancelled'>((resolve) => {
    stops.push(
      clock.after(Math.min(WAITS_MS, context.holdMs), () => resolve('late')),
      context.onCancel(() => resolve('cancelled')),
    );
  });
  const outcome = await Promise.race([settled, given]);
  for (const stop of stops) stop();
  if (outcome === 'cancelled') throw new AppError('withdrawn', 'The call was cancelled.');
  if (outcome === 'late') {
    throw new AppError('unavailable', 'Countersign is still opening the vault.', {
      next: 'Call vault_status; it says what is going on. Then call again.',
    });
  }
}
