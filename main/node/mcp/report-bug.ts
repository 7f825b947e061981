import type { Log } from '../../../app/ports/log.ts';

/** Logs where an unexpected error arose. Its message stays out: nobody knows what a library put into it. */
export function reportBug(log: Log, where: string, error: unknown): void {
  const frames = error instanceof Error ? framesOf(error) : [];
  log.write('error', 'agents-door.bug', { where, error: error instanceof Error ? error.name : typeof error, frames });
}

const framesOf = (error: Error): readonly string[] =>
  (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .map((line) => line.trim());
