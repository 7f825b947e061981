import type { Client } from '../../../app/contract/client.ts';
import type { Input } from '../../../app/contract/define.ts';
import type { Place, SecretEntry } from '../../../app/contract/ui/secrets.ts';
import type { UiContract } from '../../../app/contract/ui/ui-contract.ts';
import type { Cell } from '../../store/cell.ts';
import { coalesce, dataOf, LOADING, reload, type Loadable } from '../../store/loadable.ts';

import { folderKey, foldersAbove, isSameAddress, placeKey, type Address } from './address.ts';

/** The entry on screen. Holds no values but those of plain keys: revealed ones live in a component, for a moment. */
interface OpenEntry {
  readonly address: Address;
  /** An older version whose keys are shown; absent for the newest. */
  readonly version?: number;
  readonly entry: Loadable<SecretEntry>;
}

/** How far the folders are loaded that the filter looks in; `cut` where there are more than it may load. */
type Search = 'not_begun' | 'running' | 'whole' | 'cut';

export interface SecretsSlice {
  readonly places: Loadable<readonly Place[]>;
  /** Names below each folder that was opened, by `folderKey`. */
  readonly folders: Readonly<Record<string, Loadable<readonly string[]>>>;
  readonly expanded: Readonly<Record<string, boolean>>;
  readonly open: OpenEntry | null;
  readonly search: Search;
  readonly refresh: () => Promise<void>;
  readonly setExpanded: (place: Place, path: string, expanded: boolean) => void;
  /** Opens the folders on the way too. */
  readonly openEntry: (address: Address, version?: number) => Promise<void>;
  readonly closeEntry: () => void;
  /** Loads the entry on screen again and tells its newest version. */
  readonly newestVersion: (address: Address) => Promise<number>;
  /** Loads every folder below all places, within a limit: for the filter. */
  readonly loadAll: () => Promise<void>;
  readonly save: (change: Input<UiContract, 'secrets.save'>) => Promise<number>;
  readonly remove: (address: Address) => Promise<number>;
  readonly undelete: (address: Address, version: number) => Promise<number>;
  readonly restore: (address: Address, version: number, cas: number) => Promise<number>;
}

/** A guard against endless trees, far above what a person keeps. */
export const MOST_FOLDERS = 300;

export function createSecretsSlice(client: Client<UiContract>, cell: Cell<SecretsSlice>): SecretsSlice {
  const loading = createLoading(client, cell);

  const refresh = coalesce(async () => {
    await loading.places();
    const known = (dataOf(cell.get().places) ?? []).flatMap((place) =>
      Object.keys(cell.get().folders)
        .filter((key) => key.startsWith(`${placeKey(place)}/`))
        .map((key) => ({ place, path: key.slice(placeKey(place).length + 1) })),
    );
    await Promise.all([...known.map(({ place, path }) => loading.folder(place, path)), loading.entry()]);
    // There may be folders by now that nobody has looked in.
    cell.set({ search: 'not_begun' });
  });

  async function changed(ask: () => Promise<{ version: number }>): Promise<number> {
    const { version } = await ask();
    await refresh();
    return version;
  }

  return {
    places: LOADING,
    folders: {},
    expanded: {},
    open: null,
    search: 'not_begun',
    refresh,
    setExpanded(place, path, expanded) {
      cell.set({ expanded: { ...cell.get().expanded, [folderKey(place, path)]: expanded } });
      if (expanded) void loading.folder(place, path);
    },
    async openEntry(address, version) {
      const before = cell.get().open;
      const kept = before !== null && isSameAddress(before.address, address) ? before.entry : LOADING;
      cell.set({ open: { address, ...(version === undefined ? {} : { version }), entry: kept } });
      const way = ['', ...foldersAbove(address.path)];
      const expanded = Object.fromEntries(way.map((path) => [folderKey(address.place, path), true]));
      cell.set({ expanded: { ...cell.get().expanded, ...expanded } });
      const missing = way.filter((path) => cell.get().folders[folderKey(address.place, path)] === undefined);
      await Promise.all([loading.entry(), ...missing.map((path) => loading.folder(address.place, path))]);
    },
    closeEntry: () => cell.set({ open: null }),
    async newestVersion(address) {
      const [{ currentVersion }] = await Promise.all([client.call('secrets.entry', { ...address }), loading.entry()]);
      return currentVersion;
    },
    loadAll: coalesce(async () => {
      cell.set({ search: 'running' });
      cell.set({ search: await loadBelow(cell, loading) });
    }),
    save: (change) => changed(() => client.call('secrets.save', change)),
    remove: (address) => changed(() => client.call('secrets.delete', address)),
    undelete: (address, version) => changed(() => client.call('secrets.undelete', { ...address, version })),
    restore: (address, version, cas) => changed(() => client.call('secrets.restore', { ...address, version, cas })),
  };
}

interface Loading {
  places(): Promise<void>;
  folder(place: Place, path: string): Promise<void>;
  entry(): Promise<void>;
}

function createLoading(client: Client<UiContract>, cell: Cell<SecretsSlice>): Loading {
  async function folder(place: Place, path: string): Promise<void> {
    const key = folderKey(place, path);
    const before = cell.get().folders[key] ?? LOADING;
    const next = await reload(before, async () => (await client.call('secrets.list', { place, path })).names);
    cell.set({ folders: { ...cell.get().folders, [key]: next } });
  }

  return {
    folder,
    async places() {
      const first = cell.get().places.phase !== 'ready';
      const places = await reload(cell.get().places, async () => (await client.call('secrets.places', {})).places);
      cell.set({ places });
      if (!first) return;
      // The tops are few and what the person looks for is most likely in one of them.
      const tops = dataOf(places) ?? [];
      const open = Object.fromEntries(tops.map((place) => [folderKey(place, ''), true]));
      cell.set({ expanded: { ...open, ...cell.get().expanded } });
      await Promise.all(tops.map((place) => folder(place, '')));
    },
    async entry() {
      const wanted = cell.get().open;
      if (wanted === null) return;
      const { address, version } = wanted;
      const entry = await reload(wanted.entry, () =>
        client.call('secrets.entry', { ...address, ...(version === undefined ? {} : { version }) }),
      );
      const now = cell.get().open;
      // The person may have gone on to another one meanwhile.
      if (now === null || !isSameAddress(now.address, address) || now.version !== version) return;
      cell.set({ open: { ...now, entry } });
    },
  };
}

async function loadBelow(cell: Cell<SecretsSlice>, loading: Loading): Promise<Search> {
  const waiting: Address[] = (dataOf(cell.get().places) ?? []).map((place) => ({ place, path: '' }));
  for (let count = 0; count < MOST_FOLDERS; count += 1) {
    const next = waiting.shift();
    if (next === undefined) return 'whole';
    const key = folderKey(next.place, next.path);
    if (cell.get().folders[key]?.phase !== 'ready') await loading.folder(next.place, next.path);
    const names = dataOf(cell.get().folders[key] ?? LOADING) ?? [];
    const below = names.filter((name) => name.endsWith('/')).map((name) => name.slice(0, -1));
    waiting.push(
      ...below.map((name) => ({ place: next.place, path: next.path === '' ? name : `${next.path}/${name}` })),
    );
  }
  return waiting.length === 0 ? 'whole' : 'cut';
}
