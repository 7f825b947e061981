import type { Caller, Handlers } from '../../contract/dispatch.ts';
import type { AgentView } from '../../contract/ui/agents.ts';
import type { UiContract } from '../../contract/ui/ui-contract.ts';
import { entryName } from '../../domain/paths.ts';
import type { Audit } from '../../gate/audit.ts';
import { audited } from '../../gate/audited.ts';

import type { AgentRecord } from './agent-record.ts';
import type { AgentRegistry } from './agent-registry.ts';
import { pauseAgents, resumeAgents, type By, type PauseDeps } from './pause-agents.ts';
import type { Shares } from './shares.ts';

export interface AgentHandlersDeps {
  readonly registry: AgentRegistry;
  readonly shares: Shares;
  readonly audit: Audit;
  readonly pausing: PauseDeps;
  readonly grants: {
    list(): readonly { id: string; agent: string; tool: string; subject: string; expiresAt: number }[];
    end(id: string): boolean;
  };
}

type AgentCallNames =
  | 'agents.list'
  | 'agents.createKey'
  | 'agents.revokeKey'
  | 'agents.endGrant'
  | 'agents.pause'
  | 'agents.resume'
  | 'agents.removeShare';

export const agentHandlers = (deps: AgentHandlersDeps): Pick<Handlers<UiContract>, AgentCallNames> => {
  const { registry, shares, grants, audit } = deps;
  const acted = <T>(action: string, { session }: Caller, { subject, detail, run }: PersonAct<T>): Promise<T> =>
    audited(audit, { agent: 'person', action, subject, detail, connection: session }, { run });
  return {
    'agents.list': async () => ({ agents: registry.list().map((agent) => viewOf(deps, agent)) }),
    'agents.createKey': ({ agent }, caller) =>
      acted('agents.createKey', caller, {
        subject: nameOf(agent),
        detail: 'bearer key',
        run: () => registry.createKey(agent),
      }),
    'agents.revokeKey': ({ agent, id }, caller) =>
      acted('agents.revokeKey', caller, {
        subject: nameOf(agent),
        detail: 'bearer key',
        run: async () => ({ revoked: await registry.revokeKey(agent, id) }),
      }),
    'agents.endGrant': ({ id }, caller) => {
      const grant = grants.list().find((each) => each.id === id);
      return acted('agents.endGrant', caller, {
        subject: grant?.subject,
        detail: grant === undefined ? 'remembered yes' : `remembered yes of ${grant.agent}`,
        run: async () => ({ ended: grants.end(id) }),
      });
    },
    'agents.pause': async ({ agent: whom }, caller) =>
      pauseAgents(deps.pausing, registry.oneOrAll(whom), byPerson(caller)),
    'agents.resume': async ({ agent: whom }, caller) => ({
      resumed: await resumeAgents(deps.pausing, whom, byPerson(caller)),
    }),
    'agents.removeShare': ({ agent, path }, caller) =>
      acted('agents.removeShare', caller, {
        subject: entryName({ kind: 'shared' }, path),
        detail: `share of ${agent}`,
        run: async () => ({ removed: await shares.remove(agent, path) }),
      }),
  };
};

interface PersonAct<T> {
  /** In words that the audit can tell again after a restart. */
  readonly subject: string | undefined;
  readonly detail: string;
  readonly run: () => Promise<T>;
}

const byPerson = ({ session }: Caller): By => ({ agent: 'person', connection: session });

const nameOf = (agent: string): string => `agent ${agent}`;

function viewOf({ registry, shares, grants, pausing }: AgentHandlersDeps, agent: AgentRecord): AgentView {
  const pausedSince = pausing.pauses.of(agent.id);
  return {
    id: agent.id,
    kind: agent.kind,
    ...(pausedSince === undefined ? {} : { pausedSince }),
    connectedNow: registry.connectedNow(agent.id),
    clients: agent.clients,
    doors: agent.doors,
    firstSeen: agent.firstSeen,
    ...(agent.lastSeen === undefined ? {} : { lastSeen: agent.lastSeen }),
    keys: agent.keys.map(({ id, createdAt, expiresAt }) => ({ id, createdAt, expiresAt })),
    shares: shares
      .of(agent.id)
      .map(({ path, capabilities, since }) => ({ path, capabilities: [...capabilities], since })),
    grants: grants
      .list()
      .filter((grant) => grant.agent === agent.id)
      .map(({ id, tool, subject, expiresAt }) => ({ id, tool, subject, expiresAt })),
  };
}
