import { agentKey, agentPause, agentsList } from '../../contract/tools/command-tools.ts';
import { agentTool, type AgentTool } from '../../gate/plan.ts';

import { parseAgent, type AgentRegistry } from './agent-registry.ts';
import { pauseAgents, type PauseDeps } from './pause-agents.ts';
import type { Shares } from './shares.ts';

/** What the command may do with agents. */
export const agentTools = (registry: AgentRegistry, shares: Shares, pausing: PauseDeps): readonly AgentTool[] => [
  listing(registry, shares, pausing),
  stopping(registry, pausing),
  mintingKeys(registry),
];

const listing = (registry: AgentRegistry, shares: Shares, { pauses }: PauseDeps): AgentTool =>
  agentTool(agentsList, {
    mayWait: () => false,
    plan: async () => ({
      effect: 'allow',
      capability: 'list',
      subject: 'agents',
      keys: [],
      delivery: 'answer',
      ask: null,
      run: async () => ({
        agents: registry.list().map((agent) => ({
          id: agent.id,
          kind: agent.kind,
          paused: pauses.isPaused(agent.id),
          connected: registry.connectedNow(agent.id),
          ...(agent.lastSeen === undefined ? {} : { last_seen: new Date(agent.lastSeen).toISOString() }),
          keys: agent.keys.length,
          shares: shares.of(agent.id).length,
        })),
      }),
      outcome: () => ({ kind: 'listed' }),
    }),
  });

/** Asks nobody: it only narrows. */
const stopping = (registry: AgentRegistry, pausing: PauseDeps): AgentTool =>
  agentTool(agentPause, {
    mayWait: () => false,
    plan: async ({ agent }, { connection }) => {
      const whom = registry.oneOrAll(agent ?? null);
      return {
        effect: 'allow',
        capability: 'write',
        subject: whom === null ? 'all agents' : `agent ${whom}`,
        keys: [],
        delivery: 'answer',
        ask: null,
        run: async () => ({ ...(await pauseAgents(pausing, whom, { agent: 'cli', connection })) }),
        outcome: () => ({ kind: 'listed' }),
      };
    },
  });

/** Asks the person, like everything that opens a door. */
const mintingKeys = (registry: AgentRegistry): AgentTool =>
  agentTool(agentKey, {
    mayWait: () => true,
    plan: async ({ agent: name }) => {
      const agent = parseAgent(name);
      return {
        effect: 'ask',
        capability: 'write',
        subject: `agent ${agent}`,
        keys: [],
        delivery: 'answer',
        ask: {
          question: { kind: 'credential', agent },
          flags: [],
          binding: { agent },
          offers: ['once'],
          shareScopes: [],
        },
        run: async () => {
          const { key, expiresAt } = await registry.createKey(agent);
          return { key, ends: new Date(expiresAt).toISOString() };
        },
        outcome: () => ({ kind: 'minted' }),
      };
    },
  });
