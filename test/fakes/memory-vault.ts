import { AppError, type ErrorCode } from '../../app/kernel/errors.ts';
import type { Secret } from '../../app/kernel/secret.ts';
import type { EntryAddress, EntryMetadata, Vault, VaultHealth } from '../../app/ports/vault.ts';

interface Version {
  readonly createdAt: string;
  readonly values: Readonly<Record<string, Secret>>;
  deletedAt?: string;
}

interface Entry {
  readonly createdAt: string;
  updatedAt: string;
  custom: Record<string, string>;
  readonly versions: Map<number, Version>;
  current: number;
}

type FailureCode = Extract<
  ErrorCode,
  'sealed' | 'session_expired' | 'vault_denied' | 'unavailable' | 'rate_limited' | 'vault_error'
>;

export interface MemoryVault extends Vault {
  /** From now on every method fails like this, and `health` says what fits; null heals it. */
  failWith(code: FailureCode | null): void;
}

export interface MemoryVaultOptions {
  readonly mounts?: readonly string[];
  readonly now?: () => number;
}

const KEPT_VERSIONS = 10;

/** The Vault port in memory, with KV v2's rules for versions, `cas` and soft delete. */
export function createMemoryVault({ mounts = ['secret'], now = Date.now }: MemoryVaultOptions = {}): MemoryVault {
  const entries = new Map<string, Entry>();
  let failure: FailureCode | null = null;

  const time = () => new Date(now()).toISOString();
  const check = (mount?: string) => {
    if (failure !== null) throw new AppError(failure, `The memory vault fails with ${failure}.`);
    if (mount !== undefined && !mounts.includes(mount)) throw absent();
  };
  const idOf = ({ mount, path }: EntryAddress) => {
    check(mount);
    if (path.split('/').some((segment) => ['', '.', '..'].includes(segment)))
      throw new AppError('invalid_path', 'The path has an empty or dot segment in it.');
    return `${mount}\n${path}`;
  };
  const existing = (address: EntryAddress) => {
    const entry = entries.get(idOf(address));
    if (entry === undefined) throw absent();
    return entry;
  };
  const ensured = (address: EntryAddress) => {
    const id = idOf(address);
    const fresh = {
      createdAt: time(),
      updatedAt: time(),
      custom: {},
      versions: new Map<number, Version>(),
      current: 0,
    };
    const entry = entries.get(id) ?? fresh;
    entries.set(id, entry);
    return entry;
  };
  const versionOf = (address: EntryAddress, asked?: number) => {
    const entry = existing(address);
    const number = asked ?? entry.current;
    const version = entry.versions.get(number);
    if (version === undefined || version.deletedAt !== undefined) throw absent();
    return { version: number, createdAt: version.createdAt, values: version.values, custom: { ...entry.custom } };
  };

  return {
    failWith: (code) => {
      failure = code;
    },
    health: async () => healthUnder(failure),
    tokenInfo: async () => {
      check();
      return { policies: ['root'], ttlSeconds: 0, renewable: false };
    },
    mounts: async () => {
      check();
      return mounts.toSorted();
    },
    list: async (mount, prefix) => {
      check(mount);
      const folder = `${mount}\n${prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`}`;
      const below = [...entries.keys()].filter((id) => id.startsWith(folder)).map((id) => id.slice(folder.length));
      return [...new Set(below.map((rest) => rest.replace(/\/.*$/, '/')))].toSorted();
    },
    metadata: async (address) => metadataOf(existing(address)),
    keys: async (address, asked) => {
      const { values, ...rest } = versionOf(address, asked);
      return { ...rest, keys: Object.keys(values) };
    },
    read: async (address, asked) => {
      const found = versionOf(address, asked);
      return { ...found, values: copyOf(found.values) };
    },
    write: async (address, values, cas) => {
      const current = entries.get(idOf(address))?.current ?? 0;
      if (current !== cas) throw new AppError('conflict', 'The secret has another version now.');
      const entry = ensured(address);
      entry.current = current + 1;
      entry.updatedAt = time();
      entry.versions.set(entry.current, { createdAt: entry.updatedAt, values: copyOf(values) });
      entry.versions.delete(entry.current - KEPT_VERSIONS);
      return { version: entry.current, createdAt: entry.updatedAt };
    },
    remove: async (address, versions) => {
      const entry = entries.get(idOf(address));
      for (const number of versions ?? [entry?.current ?? 0]) {
        const version = entry?.versions.get(number);
        if (version !== undefined) version.deletedAt ??= time();
      }
    },
    undelete: async (address, versions) => {
      const entry = entries.get(idOf(address));
      for (const number of versions) delete entry?.versions.get(number)?.deletedAt;
    },
    annotate: async (address, custom) => {
      const entry = ensured(address);
      const merged = Object.entries({ ...entry.custom, ...custom });
      entry.custom = Object.fromEntries(merged.flatMap(([name, text]) => (text === null ? [] : [[name, text]])));
    },
  };
}

const absent = () => new AppError('not_found', 'There is no such secret, or the version asked for is deleted.');

const copyOf = <V>(record: Readonly<Record<string, V>>): Record<string, V> =>
  Object.fromEntries(Object.entries(record));

function metadataOf(entry: Entry): EntryMetadata {
  const versions = [...entry.versions].map(([version, { createdAt, deletedAt }]) =>
    Object.assign({ version, createdAt, destroyed: false }, deletedAt === undefined ? {} : { deletedAt }),
  );
  return {
    currentVersion: entry.current,
    createdAt: entry.createdAt,
    updatedAt: entry.updatedAt,
    versions: versions.toSorted((a, b) => b.version - a.version),
    custom: { ...entry.custom },
  };
}

function healthUnder(failure: FailureCode | null): VaultHealth {
  if (failure === 'sealed') return { state: 'sealed', detail: 'The memory vault is sealed.' };
  if (failure === 'unavailable') return { state: 'unreachable', detail: 'The memory vault is away.' };
  return { state: 'ready', version: '2.7.2', product: 'openbao' };
}
