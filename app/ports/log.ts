export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Structured log lines. Fields must be safe to show: no values, no tokens; names of entries go through a keyed digest. */
export interface Log {
  write(level: LogLevel, event: string, fields?: Readonly<Record<string, unknown>>): void;
}
