import type { Journal, StateStore } from '../../app/ports/state.ts';

export interface MemoryStateStore extends StateStore {
  /** Makes a document count as changed by someone else. */
  damage(name: string): void;
}

const copy = (value: unknown): unknown => (value === undefined ? null : JSON.parse(JSON.stringify(value)));

export function createMemoryStateStore(): MemoryStateStore {
  const documents = new Map<string, unknown>();
  const damaged = new Set<string>();
  let written = 0;
  return {
    read: async (name) => (damaged.has(name) ? null : copy(documents.get(name))),
    async write(name, content) {
      documents.set(name, copy(content));
      damaged.delete(name);
      written += 1;
    },
    generation: () => written,
    async mustHaveReached(generation) {
      if (generation > written) for (const name of documents.keys()) damaged.add(name);
    },
    damaged: () => [...damaged].toSorted(),
    damage: (name) => void damaged.add(name),
  };
}

export function createMemoryJournal(): Journal {
  let records: unknown[] = [];
  return {
    append: async (record) => void records.push(copy(record)),
    bytes: () => records.reduce<number>((sum, record) => sum + JSON.stringify(record).length + 1, 0),
    readAll: async () => records.map(copy),
    async rewrite(all) {
      records = all.map(copy);
    },
  };
}
