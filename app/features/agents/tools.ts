import { agentKey, agentsList } from '../../contract/tools/command-tools.ts';
import { agentTool, type AgentTool } from '../../gate/plan.ts';

import { parseAgent, type AgentRegistry } from './agent-registry.ts';
import type { Shares } from './shares.ts';

/** What the command may do with agents. Making a key asks the person, like everything that opens a door. */
export const agentTools = (registry: AgentRegistry, shares: Shares): readonly AgentTool[] => [
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
          connected: registry.connectedNow(agent.id),
          ...(agent.lastSeen === undefined ? {} : { last_seen: new Date(agent.lastSeen).toISOString() }),
          keys: agent.keys.length,
          shares: shares.of(agent.id).length,
        })),
      }),
      outcome: () => ({ kind: 'listed' }),
    }),
  }),
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
  }),
];
