import type { Client } from '../../../app/contract/client.ts';
import type { Output } from '../../../app/contract/define.ts';
import type { AgentView } from '../../../app/contract/ui/agents.ts';
import type { UiContract } from '../../../app/contract/ui/ui-contract.ts';
import type { Cell } from '../../store/cell.ts';
import { coalesce, LOADING, reload, type Loadable } from '../../store/loadable.ts';

export interface AgentsSlice {
  /** Connected ones first, then by last activity. */
  readonly list: Loadable<readonly AgentView[]>;
  readonly refresh: () => Promise<void>;
  readonly revokeKey: (agent: string, id: string) => Promise<void>;
  readonly endGrant: (id: string) => Promise<void>;
  readonly removeShare: (agent: string, path: string) => Promise<void>;
  /** Null for all agents. */
  readonly pause: (agent: string | null) => Promise<Output<UiContract, 'agents.pause'>>;
  readonly resume: (agent: string | null) => Promise<void>;
}

export function createAgentsSlice(client: Client<UiContract>, cell: Cell<AgentsSlice>): AgentsSlice {
  const refresh = coalesce(async () => {
    const ask = async () => byActivity((await client.call('agents.list', {})).agents);
    cell.set({ list: await reload(cell.get().list, ask) });
  });

  return {
    list: LOADING,
    refresh,
    async revokeKey(agent, id) {
      await client.call('agents.revokeKey', { agent, id });
      await refresh();
    },
    async endGrant(id) {
      await client.call('agents.endGrant', { id });
      await refresh();
    },
    async pause(agent) {
      const ended = await client.call('agents.pause', { agent });
      await refresh();
      return ended;
    },
    async resume(agent) {
      await client.call('agents.resume', { agent });
      await refresh();
    },
    async removeShare(agent, path) {
      await client.call('agents.removeShare', { agent, path });
      await refresh();
    },
  };
}

export const byActivity = (agents: readonly AgentView[]): readonly AgentView[] =>
  agents.toSorted(
    (a, b) =>
      Number(b.connectedNow > 0) - Number(a.connectedNow > 0) ||
      (b.lastSeen ?? 0) - (a.lastSeen ?? 0) ||
      a.id.localeCompare(b.id),
  );
