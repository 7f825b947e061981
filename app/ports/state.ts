/**
 * Small named documents that decide something (agents, shares, grants …), each with a MAC and a generation.
 * A wrong or missing MAC or an older generation counts as absent: `read` gives null until it is written again.
 */
export interface StateStore {
  read(name: string): Promise<unknown>;
  /** Durable once resolved. */
  write(name: string, content: unknown): Promise<void>;
  /** Names of documents that did not count at some time of this run. */
  damaged(): readonly string[];
  /** How far the documents have come together: every durable write has a larger one. */
  generation(): number;
  /** Whoever remembers a generation can tell that these documents are older copies: then none of them counts. */
  mustHaveReached(generation: number): Promise<void>;
}

/** Lines that survive a crash, in order; a torn last line is dropped on reading. */
export interface Journal {
  /** Durable once resolved. */
  append(record: unknown): Promise<void>;
  readAll(): Promise<readonly unknown[]>;
  /** What was written since it was opened or replaced, roughly. */
  bytes(): number;
  /** Replaces the whole journal, atomically. */
  rewrite(records: readonly unknown[]): Promise<void>;
}
