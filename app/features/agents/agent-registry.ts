import type { AgentCaller } from '../../contract/agent-door.ts';
import { showUntrusted } from '../../domain/untrusted-text.ts';
import { AppError } from '../../kernel/errors.ts';
import { agentId, type AgentId } from '../../kernel/ids.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Digests } from '../../ports/crypto.ts';
import type { Random } from '../../ports/random.ts';
import type { StateStore } from '../../ports/state.ts';

import { agentsDocument, type AgentRecord } from './agent-record.ts';
import { keyId, newKey } from './bearer-key.ts';

const KEY_LIVES_MS = 90 * 24 * 60 * 60_000;
const MAX_AGENTS = 200;
const MAX_CLIENTS_KEPT = 8;

export interface RegistryDeps {
  readonly state: StateStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly digests: Digests;
  readonly changed: () => void;
}

/** Every agent that was ever seen, who of them is connected, and the digests of their keys. */
export class AgentRegistry {
  readonly #deps: RegistryDeps;
  readonly #agents = new Map<string, AgentRecord>();
  readonly #connections = new Map<string, Set<string>>();

  private constructor(deps: RegistryDeps, agents: readonly AgentRecord[]) {
    this.#deps = deps;
    for (const agent of agents) this.#agents.set(agent.id, agent);
  }

  static async open(deps: RegistryDeps): Promise<AgentRegistry> {
    const document = agentsDocument.safeParse(await deps.state.read('agents'));
    return new AgentRegistry(deps, document.success ? document.data.agents : []);
  }

  /** An agent came by. Asks nobody: clients probe by starting the shim twice. */
  async seen(caller: AgentCaller): Promise<AgentRecord> {
    const known = this.#agents.get(caller.agent);
    if (known === undefined && this.#agents.size >= MAX_AGENTS) this.#makeRoom();
    const now = this.#deps.clock.now();
    const record: AgentRecord = {
      ...(known ?? { id: caller.agent, kind: 'assistant', firstSeen: now, keys: [], doors: [], clients: [] }),
      lastSeen: now,
    };
    const doors = add(record.doors, caller.door);
    const clients = caller.client === undefined ? record.clients : add(record.clients, clientName(caller.client));
    const next = { ...record, doors, clients: clients.slice(-MAX_CLIENTS_KEPT) };
    this.#agents.set(caller.agent, next);
    // Only what matters later is worth a write: a call more or less is not.
    if (known === undefined || doors !== record.doors || clients !== record.clients) await this.#save();
    return next;
  }

  /** Names cost nothing to invent: one that only came by once must not keep others out. Throws `busy`. */
  #makeRoom(): void {
    const idle = [...this.#agents.values()].filter(({ id, keys }) => keys.length === 0 && !this.connectedNow(id));
    const [oldest] = idle.toSorted((a, b) => (a.lastSeen ?? 0) - (b.lastSeen ?? 0));
    if (oldest === undefined) {
      throw new AppError('busy', `${MAX_AGENTS} agents are connected or have keys.`, {
        next: 'Revoke keys of agents that are no longer used, under Agents in Countersign.',
      });
    }
    this.#agents.delete(oldest.id);
  }

  connected(caller: AgentCaller): () => void {
    const open = this.#connections.get(caller.agent) ?? new Set();
    open.add(caller.connection);
    this.#connections.set(caller.agent, open);
    this.#deps.changed();
    return () => {
      open.delete(caller.connection);
      this.#deps.changed();
    };
  }

  connectedNow(agent: string): number {
    return this.#connections.get(agent)?.size ?? 0;
  }

  /** Who is not known is driven by a model until the person says otherwise. */
  kindOf(agent: string): AgentRecord['kind'] {
    return this.#agents.get(agent)?.kind ?? 'assistant';
  }

  /** Null stands for all agents. Throws `not_found` for a name that never came by. */
  oneOrAll(agent: string | null): string | null {
    if (agent === null || this.#agents.has(agent)) return agent;
    throw new AppError('not_found', 'No agent of this name was seen.', {
      next: 'Look at the names: the page Agents, or `countersign agent list`.',
    });
  }

  list(): readonly AgentRecord[] {
    return [...this.#agents.values()].toSorted((a, b) => (b.lastSeen ?? 0) - (a.lastSeen ?? 0));
  }

  /** Makes a bearer key, and the agent where it is new. The key is in the answer only. */
  async createKey(name: string): Promise<{ readonly id: string; readonly key: string; readonly expiresAt: number }> {
    const agent = parseAgent(name);
    const { clock, random, digests } = this.#deps;
    const { id, key } = newKey(random);
    const now = clock.now();
    const expiresAt = now + KEY_LIVES_MS;
    const record = this.#agents.get(agent) ?? {
      id: agent,
      kind: 'assistant',
      firstSeen: now,
      keys: [],
      doors: [],
      clients: [],
    };
    const keys = [...record.keys, { id, digest: digests.sha256(key), createdAt: now, expiresAt }];
    this.#agents.set(agent, { ...record, keys });
    await this.#save();
    return { id, key, expiresAt };
  }

  async revokeKey(agent: string, id: string): Promise<boolean> {
    const record = this.#agents.get(agent);
    const keys = record?.keys.filter((key) => key.id !== id);
    if (record === undefined || keys === undefined || keys.length === record.keys.length) return false;
    this.#agents.set(agent, { ...record, keys });
    await this.#save();
    return true;
  }

  /** The agent a bearer key belongs to, or null where it is unknown, revoked or ended. */
  authenticate(key: string): AgentId | null {
    const id = keyId(key);
    const { digests, clock } = this.#deps;
    const digest = digests.sha256(key);
    for (const agent of this.#agents.values()) {
      const found = agent.keys.find((candidate) => candidate.id === id);
      if (found !== undefined) {
        return digests.equal(found.digest, digest) && found.expiresAt > clock.now() ? agent.id : null;
      }
    }
    return null;
  }

  async #save(): Promise<void> {
    await this.#deps.state.write('agents', { agents: [...this.#agents.values()] });
    this.#deps.changed();
  }
}

export function parseAgent(name: string): AgentId {
  const parsed = agentId.safeParse(name);
  if (name === 'cli') {
    throw new AppError('bad_input', 'The name cli is that of the command on this machine.', {
      next: 'Choose another name.',
    });
  }
  if (!parsed.success) {
    throw new AppError('bad_input', 'This is not a valid agent name.', {
      next: 'Use 1 to 40 of a-z, 0-9, underscore and hyphen, starting with a letter or digit.',
    });
  }
  return parsed.data;
}

const add = <T>(list: T[], item: T): T[] => (list.includes(item) ? list : [...list, item]);

const clientName = ({ name, version }: { readonly name: string; readonly version: string }): string =>
  showUntrusted(`${name} ${version}`).slice(0, 120);
