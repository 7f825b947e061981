import type { AgentDoor } from '../../app/contract/agent-door.ts';
import { createDispatch, type Dispatch } from '../../app/contract/dispatch.ts';
import { uiContract } from '../../app/contract/ui/ui-contract.ts';
import { AgentRegistry } from '../../app/features/agents/agent-registry.ts';
import type { PauseDeps } from '../../app/features/agents/pause-agents.ts';
import { Pauses } from '../../app/features/agents/pauses.ts';
import { Shares } from '../../app/features/agents/shares.ts';
import { agentTools } from '../../app/features/agents/tools.ts';
import { ApprovalBook } from '../../app/features/approvals/approval-book.ts';
import { restoreApprovals, type RestoreDeps } from '../../app/features/approvals/restore.ts';
import { runTool } from '../../app/features/inject/run-tool.ts';
import { getTool } from '../../app/features/secrets/get-tool.ts';
import { listTool } from '../../app/features/secrets/list-tool.ts';
import { locate } from '../../app/features/secrets/locate.ts';
import { namesForAudit, type NamesForAudit } from '../../app/features/secrets/names-for-audit.ts';
import type { SecretsDeps } from '../../app/features/secrets/secrets-deps.ts';
import { setTool } from '../../app/features/secrets/set-tool.ts';
import { confirmWrite } from '../../app/features/secrets/write-plan.ts';
import { Gate } from '../../app/gate/gate.ts';
import { Limits } from '../../app/gate/limits.ts';
import type { AgentTool } from '../../app/gate/plan.ts';
import { asAppError } from '../../app/kernel/errors.ts';
import type { Vault } from '../../app/ports/vault.ts';

import { agentDoor } from './agent-door.ts';
import type { CoreOptions } from './core-options.ts';
import { handlersOf } from './handlers.ts';
import { approvalsToHost } from './host.ts';
import { statusTools } from './status.ts';
import { SwitchedVault } from './switched-vault.ts';

export interface Core {
  readonly dispatch: Dispatch;
  readonly door: AgentDoor;
  /** Opens the server and settles what an earlier run left; the doors may be open meanwhile. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

interface Parts {
  readonly vault: SwitchedVault;
  readonly registry: AgentRegistry;
  readonly shares: Shares;
  readonly pauses: Pauses;
  readonly book: ApprovalBook;
  readonly secrets: SecretsDeps;
}

/** Puts ports and features together. The one place that knows both. */
export async function createCore(options: CoreOptions): Promise<Core> {
  const { ports, server, publish } = options;
  const parts = await openParts(options);
  const { registry, book, secrets } = parts;
  const pausing = pausingWith(parts, ports.trail, (whom) => gate.endWork(whom));
  const gate = gateOver(options, { ...parts, pausing });
  const names = learnNames(options, parts);
  const opened = (vault: Vault | null): void => {
    parts.vault.use(vault);
    if (vault !== null) names.vaultOpened();
  };
  const stops = [
    ports.trail.onAppend((entry) => publish('audit.appended', entry)),
    ports.trail.onHealth(() => publish('status.changed', {})),
  ];
  let settle = (): void => undefined;
  const settled = new Promise<void>((resolve) => {
    settle = resolve;
  });
  return {
    dispatch: createDispatch(uiContract, handlersOf({ ...options, ...parts, pausing }), ports.reportBug),
    door: agentDoor({ gate, registry, clock: ports.clock, settled }),
    async start() {
      await ports.processes.endLeftOvers().catch((error: unknown) => ports.reportBug(error, 'left-overs'));
      const serverTried = server.start({ opened, changed: () => publish('status.changed', {}) });
      await restore(ports, { book, secrets, serverTried });
      await serverTried;
      settle();
      publish('status.changed', {});
    },
    async stop() {
      names.stop();
      await gate.stop();
      await book.stop();
      await ports.processes.stopAll();
      await server.stop();
      for (const stop of stops) stop();
      await ports.close();
    },
  };
}

const gateOver = (options: CoreOptions, parts: Parts & { readonly pausing: PauseDeps }): Gate => {
  const { clock, digests, trail, reportBug } = options.ports;
  return new Gate({
    clock,
    digests,
    audit: trail,
    approvals: parts.book,
    isPaused: (agent) => parts.pauses.isPaused(agent),
    kindOf: parts.secrets.kindOf,
    limits: options.limits === null ? null : new Limits(clock, options.limits),
    reportBug,
    tools: toolsOf(options, parts),
  });
};

const pausingWith = ({ pauses, book }: Parts, audit: PauseDeps['audit'], endWork: PauseDeps['endWork']): PauseDeps => ({
  pauses,
  audit,
  endWork,
  endGrants: (whom) => book.grants.endAll(whom),
});

async function restore(
  { journal, trail, log }: CoreOptions['ports'],
  { book, secrets, serverTried }: Pick<Parts, 'book' | 'secrets'> & { readonly serverTried: Promise<void> },
): Promise<void> {
  try {
    // Only what was under way needs the server: the rest can be shown before there is one.
    const confirm: RestoreDeps['confirm'] = async (recovery) => {
      await serverTried;
      return confirmWrite(secrets, recovery);
    };
    book.adopt(await restoreApprovals({ journal, audit: trail, confirm }));
  } catch (error) {
    // What it says is not known, so nothing of it holds. The next start reads it again.
    log.write('error', 'approvals.unreadable', { error: asAppError(error) });
    book.journalUnreadable = true;
  }
}

const learnNames = ({ ports, server, publish }: CoreOptions, { registry, secrets }: Parts): NamesForAudit =>
  namesForAudit({
    ...secrets,
    agents: () => registry.list().map(({ id }) => id),
    asksForKeys: () => server.status().kind === 'embedded',
    learn: (names) => ports.trail.learn(names),
    learned: () => publish('status.changed', {}),
  });

async function openParts({ ports, layout, publish, host }: CoreOptions): Promise<Parts> {
  const { clock, random, digests, state, journal, trail } = ports;
  const vault = new SwitchedVault();
  const changed = (): void => publish('agents.changed', {});
  const registry = await AgentRegistry.open({ state, clock, random, digests, changed });
  const shares = await Shares.open({ state, clock, changed });
  const pauses = await Pauses.open({
    state,
    clock,
    changed() {
      changed();
      publish('status.changed', {});
    },
  });
  const tellHost = approvalsToHost(host, ports.log);
  const book = new ApprovalBook({
    clock,
    random,
    journal,
    audit: trail,
    share: (share) => shares.add(share),
    grantsChanged: changed,
    changed(approval) {
      const pending = book.pending().length;
      publish('approvals.changed', { pending });
      tellHost(approval, pending);
    },
  });
  const secrets: SecretsDeps = {
    vault,
    layout,
    digests,
    random,
    clock,
    kindOf: (agent) => registry.kindOf(agent),
    sharesOf: (agent) => shares.of(agent),
    changed: () => publish('secrets.changed', {}),
  };
  return { vault, registry, shares, pauses, book, secrets };
}

const toolsOf = (
  options: CoreOptions,
  { registry, shares, pausing, book, secrets }: Parts & { readonly pausing: PauseDeps },
): readonly AgentTool[] => [
  ...statusTools({
    ...options,
    server: () => options.server.status(),
    kindOf: secrets.kindOf,
    sharesOf: secrets.sharesOf,
    pending: () => book.pending().length,
    agents: () => registry.list().length,
    isPaused: (agent) => pausing.pauses.isPaused(agent),
  }),
  ...agentTools(registry, shares, pausing),
  listTool(secrets),
  getTool(secrets),
  setTool(secrets),
  runTool({
    ...secrets,
    processes: options.ports.processes,
    find: (agent, reference) => locate(secrets, agent, { reference, capability: 'use' }),
    defaultPath: options.defaultPath,
  }),
];
