import type { Secret } from '../kernel/secret.ts';

/** One KV v2 entry: the mount and the path below it, already checked (`app/domain/paths.ts`). */
export interface EntryAddress {
  readonly mount: string;
  readonly path: string;
}

export interface VersionInfo {
  readonly version: number;
  /** RFC 3339, as the server gave it. */
  readonly createdAt: string;
  readonly deletedAt?: string;
  readonly destroyed: boolean;
}

export interface EntryMetadata {
  readonly currentVersion: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Newest first. */
  readonly versions: readonly VersionInfo[];
  readonly custom: Readonly<Record<string, string>>;
}

/** A version with its values. */
export interface EntryData {
  readonly version: number;
  readonly createdAt: string;
  readonly values: Readonly<Record<string, Secret>>;
  readonly custom: Readonly<Record<string, string>>;
}

/** A version with its key names only: the values never left the server. */
export interface EntryKeys {
  readonly version: number;
  readonly createdAt: string;
  readonly keys: readonly string[];
  readonly custom: Readonly<Record<string, string>>;
}

export interface WriteResult {
  readonly version: number;
  readonly createdAt: string;
}

export type VaultHealth =
  | { readonly state: 'ready'; readonly version: string; readonly product: 'openbao' | 'vault' }
  | { readonly state: 'sealed' | 'standby' | 'uninitialized' | 'unreachable'; readonly detail: string };

export interface TokenInfo {
  readonly policies: readonly string[];
  /** Seconds left; 0 means that the token does not end. */
  readonly ttlSeconds: number;
  readonly renewable: boolean;
}

/**
 * The secret store. Every method throws `AppError` only, with the codes of the one table:
 * `not_found` (nothing there, or the version asked for is deleted), `conflict` (the version moved on), `vault_denied`,
 * `session_expired`, `sealed`, `unavailable`, `rate_limited`, `vault_error`. Messages never repeat the server's text.
 */
export interface Vault {
  health(): Promise<VaultHealth>;
  tokenInfo(): Promise<TokenInfo>;
  /** Names directly below `prefix` ('' for the top); folders end with '/'. An empty or absent folder is an empty list. */
  list(mount: string, prefix: string): Promise<readonly string[]>;
  metadata(address: EntryAddress): Promise<EntryMetadata>;
  keys(address: EntryAddress, version?: number): Promise<EntryKeys>;
  read(address: EntryAddress, version?: number): Promise<EntryData>;
  /** Writes a whole version. `cas` is the version that must be current: 0 creates only. */
  write(address: EntryAddress, values: Readonly<Record<string, Secret>>, cas: number): Promise<WriteResult>;
  /** Soft delete of these versions, or of the newest. */
  remove(address: EntryAddress, versions?: readonly number[]): Promise<void>;
  undelete(address: EntryAddress, versions: readonly number[]): Promise<void>;
  /** Merges into the entry's custom metadata; null removes a name. Creates the metadata where the entry is absent. */
  annotate(address: EntryAddress, custom: Readonly<Record<string, string | null>>): Promise<void>;
  /** KV v2 mounts that this session may see. */
  mounts(): Promise<readonly string[]>;
}
