import type { Secret } from '../kernel/secret.ts';

/** What was found for a command's first word: enough to notice that the file was replaced later. */
export interface Executable {
  readonly path: string;
  /** The path it was found at before links were followed: some programs act by that name. */
  readonly invokedAs: string;
  /** Device, inode, size, modification and change time, as one text to compare. */
  readonly identity: string;
}

export interface StartRequest {
  readonly executable: Executable;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | Secret>>;
  readonly stdin: string | null;
  onOutput(stream: 'stdout' | 'stderr', chunk: Uint8Array): void;
}

export interface ProcessEnd {
  readonly exitCode: number | null;
  readonly signal: string | null;
}

export interface RunningProcess {
  readonly pid: number;
  /** Settles when the process ended and its output is complete, or was cut off after `end`. Never rejects. */
  readonly ended: Promise<ProcessEnd>;
  /** Ends the whole process group: asked first, made to after five seconds. */
  end(): void;
}

/** Where programs are looked for by name. */
export interface SearchPath {
  /** As PATH has it. */
  readonly path: string;
  readonly folders: readonly string[];
}

export interface Processes {
  /**
   * Finds a command as the caller's shell would, in the absolute, not world-writable folders of `path` or relative to `cwd`.
   * Throws `executable_not_found`.
   */
  resolve(command: string, cwd: string, path: string): Promise<Executable>;
  /** PATH without folders that are relative, missing, or open to anyone's programs. */
  trustedPath(path: string): Promise<SearchPath>;
  /** Throws `bad_input` when `cwd` is no folder; returns its real path. */
  resolveFolder(cwd: string): Promise<string>;
  /** Throws `executable_not_found` where the file is no longer the one resolved. */
  start(request: StartRequest): Promise<RunningProcess>;
  /** The environment every child gets besides secrets and PATH: HOME, USER, SHELL and the like, never ours or Vault's. */
  baseEnvironment(): Readonly<Record<string, string>>;
}
