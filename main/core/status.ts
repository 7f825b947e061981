import { appInfo, uiCode } from '../../app/contract/tools/command-tools.ts';
import { vaultStatus } from '../../app/contract/tools/vault-tools.ts';
import { CAPABILITIES, judge, type Share, type AgentKind } from '../../app/domain/policy.ts';
import { storedPath, type Layout } from '../../app/domain/paths.ts';
import { pausedByPerson } from '../../app/gate/errors-for-agents.ts';
import { agentTool, type AgentTool, type Plan, type ToolResult } from '../../app/gate/plan.ts';

import type { ServerStatus } from './server-link.ts';

export interface StatusDeps {
  readonly server: () => ServerStatus;
  readonly layout: Layout;
  readonly kindOf: (agent: string) => AgentKind;
  readonly sharesOf: (agent: string) => readonly Share[];
  readonly pending: () => number;
  readonly agents: () => number;
  readonly isPaused: (agent: string) => boolean;
  readonly version: string;
  readonly home: string;
  readonly addresses: () => { readonly ui: string; readonly mcp: string };
  /** The person's door with a fresh one-time code. */
  readonly openingAddress: () => string;
}

/** Tools about the app itself: they look at nothing in the vault and work while it is away. */
export const statusTools = (deps: StatusDeps): readonly AgentTool[] => [
  agentTool(vaultStatus, {
    mayWait: () => false,
    plan: async (_input, caller) => {
      const subject = { agent: caller.agent, kind: deps.kindOf(caller.agent), isCommand: caller.door === 'command' };
      const own = { kind: 'own', agent: caller.agent } as const;
      const server = deps.server();
      return look('vault_status', async () => ({
        server: {
          state: server.state,
          ...given('product', server.product),
          ...given('version', server.version),
          ...given('detail', server.detail),
        },
        agent: caller.agent,
        kind: subject.kind,
        namespace: `${deps.layout.mount}/${storedPath(deps.layout, own, '')}/`,
        shares: deps
          .sharesOf(caller.agent)
          .map(({ path, capabilities }) => ({ path, capabilities: [...capabilities] })),
        capabilities: Object.fromEntries(
          CAPABILITIES.map((capability) => [capability, judge(subject, { capability, place: own, path: 'any' }, [])]),
        ),
        confinement: 'countersign_only',
        paused: deps.isPaused(caller.agent),
        ...given('session_seconds_left', server.sessionSeconds),
        pending_approvals: deps.pending(),
        ...given('next', deps.isPaused(caller.agent) ? pausedByPerson().next : server.next),
      }));
    },
  }),
  agentTool(appInfo, {
    mayWait: () => false,
    plan: async () =>
      look('app_info', async () => ({
        version: deps.version,
        pid: process.pid,
        home: deps.home,
        ...deps.addresses(),
        server: deps.server(),
        pending: deps.pending(),
        agents: deps.agents(),
      })),
  }),
  agentTool(uiCode, {
    mayWait: () => false,
    plan: async () => look('a code for the browser', async () => ({ url: deps.openingAddress() })),
  }),
];

const look = (subject: string, run: () => Promise<ToolResult>): Plan => ({
  effect: 'allow',
  capability: 'list',
  subject,
  keys: [],
  delivery: 'answer',
  ask: null,
  run,
  outcome: () => ({ kind: 'listed' }),
});

const given = <K extends string, V>(name: K, value: V | undefined): Partial<Record<K, V>> => {
  const member: Partial<Record<K, V>> = {};
  if (value !== undefined) member[name] = value;
  return member;
};
