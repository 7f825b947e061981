import { inspect } from 'node:util';

import type { Log, LogLevel } from '../../app/ports/log.ts';

/** From the most that is logged to the least. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const satisfies readonly LogLevel[];
const MAX_TEXT = 2000;

/** JSON lines on standard error. Standard output belongs to whoever started the program. */
export function jsonLog(least: LogLevel, write: (line: string) => void): Log {
  return {
    write(level, event, fields = {}) {
      if (LOG_LEVELS.indexOf(level) < LOG_LEVELS.indexOf(least)) return;
      const shown = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, textOf(value)]));
      write(`${JSON.stringify({ time: new Date().toISOString(), level, event, ...shown })}\n`);
    },
  };
}

/** An error gives its own words only: a cause may carry what others said. */
function textOf(value: unknown): unknown {
  if (value === undefined || value === null || typeof value === 'number' || typeof value === 'boolean') return value;
  if (value instanceof Error) return `${value.name}: ${value.message}`.slice(0, MAX_TEXT);
  return (typeof value === 'string' ? value : inspect(value, { depth: 2 })).slice(0, MAX_TEXT);
}
