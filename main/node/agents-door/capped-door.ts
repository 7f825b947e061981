import type { AgentDoor } from '../../../app/contract/agent-door.ts';
import { MAX_OPEN_CALLS, tooManyCalls } from './refusals.ts';

/**
 * A door at which no connection runs more than so many calls. A call counts until it ended, which one that its client
 * cancelled may do much later: who calls and cancels in turn would get past a count of unanswered requests.
 */
export function cappedDoor(door: AgentDoor): AgentDoor {
  const running = new Map<string, number>();
  return {
    connected: (caller) => door.connected(caller),
    authenticate: async (key) => door.authenticate(key),
    call: async (...call) => {
      const [, , { connection }] = call;
      const before = running.get(connection) ?? 0;
      if (before >= MAX_OPEN_CALLS) throw tooManyCalls();
      running.set(connection, before + 1);
      try {
        return await door.call(...call);
      } finally {
        const left = (running.get(connection) ?? 1) - 1;
        if (left > 0) running.set(connection, left);
        else running.delete(connection);
      }
    },
  };
}
