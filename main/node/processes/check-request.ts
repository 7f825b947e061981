import { AppError } from '../../../app/kernel/errors.ts';
import { Secret } from '../../../app/kernel/secret.ts';
import type { StartRequest } from '../../../app/ports/processes.ts';

const MOST_ARGS = 1000;
const MOST_ARG_BYTES = 128 * 1024;
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Refuses what the system would refuse with an error that repeats arguments or values. */
export function checkArgs(args: readonly string[]): void {
  const bytes = args.reduce((sum, arg) => sum + Buffer.byteLength(arg), 0);
  if (args.length > MOST_ARGS || bytes > MOST_ARG_BYTES) {
    throw new AppError('value_too_large', 'The command line is too long.', {
      next: 'Give at most 1000 arguments of 128 KiB together; pass more by a file or by stdin.',
    });
  }
  if (args.some((arg) => arg.includes('\0'))) throw new AppError('bad_input', 'An argument holds a NUL character.');
}

/** The environment with its secrets in clear, for the one process that gets it. */
export function plainEnvironment(env: StartRequest['env']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => {
      if (!VARIABLE.test(name)) throw new AppError('bad_input', 'A variable name has characters that are not allowed.');
      const text = value instanceof Secret ? value.reveal() : value;
      if (text.includes('\0')) {
        throw new AppError('bad_input', `The value of ${name} holds a NUL character.`, {
          next: 'Such a value cannot stand in an environment; give the command another one.',
        });
      }
      return [name, text];
    }),
  );
}
