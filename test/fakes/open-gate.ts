import type { AgentCaller, CallContext } from '../../app/contract/agent-door.ts';
import type { Approval, ApprovalState, Remember } from '../../app/contract/ui/approvals.ts';
import type { AgentKind } from '../../app/domain/policy.ts';
import { AgentRegistry } from '../../app/features/agents/agent-registry.ts';
import type { PauseDeps } from '../../app/features/agents/pause-agents.ts';
import { Pauses } from '../../app/features/agents/pauses.ts';
import { Shares } from '../../app/features/agents/shares.ts';
import { agentTools } from '../../app/features/agents/tools.ts';
import { ApprovalBook } from '../../app/features/approvals/approval-book.ts';
import { restoreApprovals } from '../../app/features/approvals/restore.ts';
import { runTool } from '../../app/features/inject/run-tool.ts';
import { getTool } from '../../app/features/secrets/get-tool.ts';
import { listTool } from '../../app/features/secrets/list-tool.ts';
import { locate } from '../../app/features/secrets/locate.ts';
import type { SecretsDeps } from '../../app/features/secrets/secrets-deps.ts';
import { setTool } from '../../app/features/secrets/set-tool.ts';
import { confirmWrite } from '../../app/features/secrets/write-plan.ts';
import type { AuditEvent } from '../../app/gate/audit.ts';
import { Gate } from '../../app/gate/gate.ts';
import { Limits, type LimitSettings } from '../../app/gate/limits.ts';
import type { AgentTool, ToolResult } from '../../app/gate/plan.ts';
import { AppError } from '../../app/kernel/errors.ts';
import { agentId } from '../../app/kernel/ids.ts';
import { Secret } from '../../app/kernel/secret.ts';
import type { Processes } from '../../app/ports/processes.ts';
import type { Journal } from '../../app/ports/state.ts';
import type { Vault } from '../../app/ports/vault.ts';

import { createFakeProcesses, type FakeProcesses } from './fake-processes.ts';
import { createFixedRandom } from './fixed-random.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';
import { createMemoryJournal, createMemoryStateStore, type MemoryStateStore } from './memory-state.ts';
import { createMemoryVault, type MemoryVault } from './memory-vault.ts';
import { createTestDigests } from './test-digests.ts';

const LAYOUT = { mount: 'secret', prefix: 'mcp' };

interface CallOptions {
  readonly holdMs?: number;
  readonly caller?: Partial<AgentCaller>;
}

interface OpenCall {
  readonly answer: Promise<ToolResult>;
  /** The client cancels, or its connection is gone. */
  cancel(): void;
  readonly progress: readonly string[];
}

export interface TestAgent {
  readonly caller: AgentCaller;
  start(tool: string, input: unknown, options?: CallOptions): OpenCall;
  call(tool: string, input: unknown, options?: CallOptions): Promise<ToolResult>;
}

/** Whatever outlives a run of the app. */
interface Lasting {
  readonly clock: ManualClock;
  readonly vault: MemoryVault;
  readonly state: MemoryStateStore;
  readonly journal: Journal;
  readonly digests: ReturnType<typeof createTestDigests>;
  readonly random: ReturnType<typeof createFixedRandom>;
}

/** What a test may change while the gate works. */
interface Switches {
  /** Around every call of the vault. */
  vault: (method: string, proceed: () => Promise<unknown>) => Promise<unknown>;
  /** Around every line of the journal. */
  journal: (proceed: () => Promise<void>) => Promise<void>;
  /** Around every line of the audit; a failure counts only where the caller waits for the line. */
  audit: (event: AuditEvent) => Promise<void>;
}

export interface GateWorld extends Lasting {
  readonly gate: Gate;
  readonly book: ApprovalBook;
  readonly shares: Shares;
  readonly registry: AgentRegistry;
  readonly pausing: PauseDeps;
  readonly secrets: SecretsDeps;
  readonly processes: FakeProcesses;
  readonly kinds: Map<string, AgentKind>;
  readonly switches: Switches;
  /** Calls of the vault and lines of the audit, in order. */
  readonly trace: string[];
  readonly audited: AuditEvent[];
  /** Every approval as it was shown, at every change. */
  readonly shown: Approval[];
  readonly bugs: unknown[];
  /** How many remembered answers there were at each change. */
  readonly grantsChanged: readonly number[];
  agent(name?: string, caller?: Partial<AgentCaller>): TestAgent;
  /** Puts an entry below the mount, as someone else would. */
  put(path: string, values: Readonly<Record<string, string>>): Promise<void>;
  /** Clear text of what is stored now; null where nothing is. */
  stored(path: string): Promise<Record<string, string> | null>;
  /** The one question that waits. */
  question(): Approval;
  decide(verdict: 'approve' | 'deny', remember?: Remember): Promise<ApprovalState>;
  /** Lets promises settle without time passing. */
  settle(): Promise<void>;
  /** The app died and starts anew on what it left on disk. */
  restart(): Promise<GateWorld>;
}

export interface WorldOptions {
  readonly processes?: Processes;
  readonly limits?: LimitSettings;
  readonly tools?: (world: Pick<GateWorld, 'trace'>) => readonly AgentTool[];
}

/** A gate with everything real but the clock, the vault, the disk and the child processes. */
export async function openGate(options: WorldOptions = {}): Promise<GateWorld> {
  const clock = createManualClock();
  return openOn(
    {
      clock,
      vault: createMemoryVault({ now: () => clock.now() }),
      state: createMemoryStateStore(),
      journal: createMemoryJournal(),
      digests: createTestDigests(),
      random: createFixedRandom(),
    },
    options,
  );
}

async function openOn(lasting: Lasting, options: WorldOptions): Promise<GateWorld> {
  const { clock, state, digests, random } = lasting;
  const trace: string[] = [];
  const audited: AuditEvent[] = [];
  const shown: Approval[] = [];
  const bugs: unknown[] = [];
  const grantsChanged: number[] = [];
  const kinds = new Map<string, AgentKind>();
  const switches: Switches = {
    vault: (_method, proceed) => proceed(),
    journal: (proceed) => proceed(),
    audit: async () => undefined,
  };
  const vault = traced(lasting.vault, trace, switches);
  const audit = {
    async record(event: AuditEvent, { synced = true }: { readonly synced?: boolean } = {}): Promise<void> {
      trace.push(`audit ${event.outcome} ${event.action}`);
      const written = switches.audit(event).then(() => void audited.push(event));
      await (synced ? written : written.catch(() => undefined));
    },
  };
  const journal: Journal = {
    readAll: () => lasting.journal.readAll(),
    bytes: () => lasting.journal.bytes(),
    rewrite: (records) => lasting.journal.rewrite(records),
    append: (record) => switches.journal(() => lasting.journal.append(record)),
  };
  const changed = (): void => undefined;
  const registry = await AgentRegistry.open({ state, clock, random, digests, changed });
  const shares = await Shares.open({ state, clock, changed });
  const secrets: SecretsDeps = {
    vault,
    digests,
    random,
    clock,
    changed,
    layout: LAYOUT,
    kindOf: (agent) => kinds.get(agent) ?? registry.kindOf(agent),
    sharesOf: (agent) => shares.of(agent),
  };
  const book = new ApprovalBook({
    clock,
    random,
    journal,
    audit,
    share: (share) => shares.add(share),
    grantsChanged: () => void grantsChanged.push(book.grants.list().length),
    changed: (approval) => void shown.push(approval),
  });
  const confirm = (recovery: Parameters<typeof confirmWrite>[1]) => confirmWrite(secrets, recovery);
  book.adopt(await restoreApprovals({ journal, audit, confirm }));
  const pauses = await Pauses.open({ state, clock, changed });
  const pausing: PauseDeps = {
    pauses,
    endWork: (whom) => gate.endWork(whom),
    endGrants: (whom) => book.grants.endAll(whom),
    audit,
  };
  const processes = createFakeProcesses();
  const run = runTool({
    ...secrets,
    processes: options.processes ?? processes,
    find: (agent, reference) => locate(secrets, agent, { reference, capability: 'use' }),
    defaultPath: '/usr/bin',
  });
  const tools = [listTool(secrets), getTool(secrets), setTool(secrets), run, ...agentTools(registry, shares, pausing)];
  const gate = new Gate({
    clock,
    digests,
    audit,
    approvals: book,
    isPaused: (agent) => pauses.isPaused(agent),
    kindOf: secrets.kindOf,
    limits: options.limits === undefined ? null : new Limits(clock, options.limits),
    reportBug: (error) => void bugs.push(error),
    tools: [...tools, ...(options.tools?.({ trace }) ?? [])],
  });
  const question = (): Approval => {
    const [only, ...others] = book.pending();
    if (only === undefined || others.length > 0) throw new Error(`${others.length + (only ? 1 : 0)} questions wait.`);
    return only;
  };
  return {
    ...lasting,
    gate,
    book,
    shares,
    registry,
    pausing,
    secrets,
    processes,
    kinds,
    switches,
    trace,
    audited,
    shown,
    bugs,
    grantsChanged,
    question,
    agent: (name = 'cursor', caller = {}) => agentOf(gate, name, caller),
    async put(path, values) {
      const address = {
        mount: LAYOUT.mount,
        path,
      };
      const { currentVersion } = await lasting.vault.metadata(address).catch(() => ({ currentVersion: 0 }));
      await lasting.vault.write(address, secretsOf(values), currentVersion);
    },
    async stored(path) {
      const entry = await lasting.vault
        .read({
          mount: LAYOUT.mount,
          path,
        })
        .catch(() => null);
      if (entry === null) return null;
      return Object.fromEntries(Object.entries(entry.values).map(([key, value]) => [key, value.reveal()]));
    },
    decide: (verdict, remember = 'once') =>
      book.decide(question().id, verdict, {
        session: 'browser 1',
        remember,
      }),
    settle,
    restart: () => openOn(lasting, options),
  };
}

export const secretsOf = (values: Readonly<Record<string, string>>): Record<string, Secret> =>
  Object.fromEntries(Object.entries(values).map(([key, value]) => [key, new Secret(value)]));

/** Promises that hang on each other settle in turns. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 6; turn += 1) await new Promise((resolve) => void setImmediate(resolve));
}

/** Passes on to `switches` once a test opens it. */
export function heldBack(): { readonly wait: Promise<void>; open(): void } {
  let open = (): void => undefined;
  const wait = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { wait, open: () => open() };
}

export const failing = (code: ConstructorParameters<typeof AppError>[0]) => (): Promise<never> =>
  Promise.reject(new AppError(code, 'A test broke it.'));

function traced(vault: MemoryVault, trace: string[], switches: Switches): Vault {
  return new Proxy(vault, {
    get(target, name, receiver) {
      const method: unknown = Reflect.get(target, name, receiver);
      if (typeof method !== 'function') return method;
      return (...rest: unknown[]) => {
        trace.push(`vault ${String(name)}`);
        return switches.vault(String(name), () => method(...rest));
      };
    },
  });
}

function agentOf(gate: Gate, name: string, more: Partial<AgentCaller>): TestAgent {
  const caller: AgentCaller = {
    agent: agentId.parse(name),
    door: 'stdio',
    connection: `${name}-1`,
    client: { name: 'Test', version: '1' },
    process: { pid: 4711, verified: true },
    workspace: { cwd: '/home/person/shop', path: '/usr/bin' },
    ...more,
  };
  const start = (tool: string, input: unknown, options: CallOptions = {}): OpenCall => {
    const cancels = new Set<() => void>();
    const progress: string[] = [];
    const context: CallContext = {
      holdMs: options.holdMs ?? 25_000,
      onCancel: (action) => {
        cancels.add(action);
        return () => void cancels.delete(action);
      },
      progress: (message) => void progress.push(message),
    };
    const answer = gate.call(tool, input, { caller: { ...caller, ...options.caller }, context });
    answer.catch(() => undefined); // Looked at later, or not at all.
    return {
      answer,
      progress,
      cancel: () => {
        for (const action of cancels) action();
      },
    };
  };
  return { caller, start, call: (tool, input, options) => start(tool, input, options).answer };
}
