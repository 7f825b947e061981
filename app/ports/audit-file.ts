/**
 * Append-only lines, one file a month. A line holds no line break and is durable once `append` resolved.
 * Throws `AppError('audit_unavailable')` when it cannot promise that.
 */
export interface AuditFile {
  /** `month` is `YYYY-MM`. Calls are kept in order. */
  append(month: string, line: string): Promise<void>;
  /** Months with a file, oldest first. */
  months(): Promise<readonly string[]>;
  /** The bytes of a month as lines without their line break; `torn` is what follows the last one, if anything. */
  read(month: string): Promise<{ readonly lines: readonly string[]; readonly torn: string | null }>;
  /** Moves the torn end of a month aside, so that appending can go on. Returns the length of what was moved in bytes. */
  setTornAside(month: string): Promise<number>;
}
