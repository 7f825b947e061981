import { entryName, type Place } from '../../domain/paths.ts';
import { AppError } from '../../kernel/errors.ts';

import { addressOf } from './locate.ts';
import type { SecretsDeps } from './secrets-deps.ts';
import { visibleNames, type Found } from './walk.ts';

const MOST_NAMES = 20_000;

export interface NamesForAuditDeps extends SecretsDeps {
  /** Agents that are known, whether they have entries or not. */
  readonly agents: () => readonly string[];
  /** Whether to ask for each entry's key names too. A server of others writes every such look into its own audit. */
  readonly asksForKeys: () => boolean;
  readonly learn: (names: Iterable<string>) => void;
  /** All that can be known is. */
  readonly learned: () => void;
}

export interface NamesForAudit {
  /** Looks through the vault in the background, one request at a time, unless it did or does already. */
  vaultOpened(): void;
  stop(): void;
}

/**
 * Learns what older lines of the audit may speak of, as the file holds no names. One walk for each start of the app: names
 * that come later are known by the lines that bring them. A walk that breaks off begins anew when the vault is back.
 */
export function namesForAudit(deps: NamesForAuditDeps): NamesForAudit {
  let state: 'waiting' | 'walking' | 'over' = 'waiting';

  const walk = async (): Promise<void> => {
    const known = new Set<string>();
    for await (const name of namesOf(deps)) {
      if (state === 'over') return;
      known.add(name);
      deps.learn([name]);
      if (known.size === MOST_NAMES) break;
    }
    state = 'over';
    deps.learned();
  };

  return {
    vaultOpened() {
      if (state !== 'waiting') return;
      state = 'walking';
      walk().catch(() => {
        // Lines without names are a smaller harm than any that this could do.
        if (state === 'walking') state = 'waiting';
      });
    },
    stop() {
      state = 'over';
    },
  };
}

/** In the words of audit subjects: what is nearest to the top first, and keys last, as each entry costs a request. */
async function* namesOf(deps: NamesForAuditDeps): AsyncGenerator<string> {
  const entries: Found[] = [];
  let level = await tops(deps);
  for (const { place } of level) if (place.kind === 'own') yield* [place.agent, `agent ${place.agent}`];
  while (level.length > 0) {
    const folders: Found[] = [];
    for (const folder of level) {
      yield entryName(folder.place, folder.path);
      const below = await contentOf(deps, folder);
      for (const { place, path } of below.entries) yield entryName(place, path);
      entries.push(...below.entries);
      folders.push(...below.folders);
    }
    level = folders;
  }
  if (deps.asksForKeys()) yield* keysOf(deps, entries);
}

interface Content {
  readonly folders: readonly Found[];
  readonly entries: readonly Found[];
}

async function contentOf(deps: NamesForAuditDeps, { place, path }: Found): Promise<Content> {
  const names = (await ifAllowed(visibleNames(deps, { place, shares: null }, path))) ?? [];
  const found = (name: string): Found => ({ place, path: path === '' ? name : `${path}/${name}` });
  return {
    folders: names.filter((name) => name.endsWith('/')).map((name) => found(name.slice(0, -1))),
    entries: names.filter((name) => !name.endsWith('/')).map(found),
  };
}

/** A command that used one secret has `entry/key` for its subject. */
async function* keysOf(deps: NamesForAuditDeps, entries: readonly Found[]): AsyncGenerator<string> {
  for (const { place, path } of entries) {
    const entry = await ifAllowed(deps.vault.keys(addressOf(deps, place, path)));
    for (const key of entry?.keys ?? []) yield* [key, `${entryName(place, path)}/${key}`];
  }
}

async function tops({ vault, layout, agents }: NamesForAuditDeps): Promise<Found[]> {
  const stored = (await ifAllowed(vault.list(layout.mount, layout.prefix))) ?? [];
  const withEntries = stored
    .filter((name) => name.endsWith('/') && !name.startsWith('_'))
    .map((name) => name.slice(0, -1));
  const own = [...new Set([...agents(), ...withEntries])].map((agent): Place => ({ kind: 'own', agent }));
  return [{ kind: 'shared' } as const, ...own].map((place) => ({ place, path: '' }));
}

/** Null for what is deleted, and for what this session may not see while it may see other things. */
async function ifAllowed<T>(wanted: Promise<T>): Promise<T | null> {
  try {
    return await wanted;
  } catch (error) {
    if (error instanceof AppError && (error.code === 'not_found' || error.code === 'vault_denied')) return null;
    throw error;
  }
}
