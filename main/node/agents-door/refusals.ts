import type { CommandReply } from '../../../app/contract/socket-wire.ts';
import { AppError } from '../../../app/kernel/errors.ts';

export const MAX_LINE_BYTES = 2 * 1024 * 1024;

export const lineTooLong = (): AppError =>
  new AppError('value_too_large', `A message may have ${MAX_LINE_BYTES / 1024 / 1024} MiB at most.`, {
    next: 'Send less at once.',
  });

/** Of one connection, at both of the socket's doors. */
export const MAX_OPEN_CALLS = 32;

export const tooManyCalls = (): AppError =>
  new AppError('busy', 'Too many calls at once.', { next: 'Wait for one to end.' });

/** Answers no call in particular: the greeting, or a line that has no id. */
export const NO_CALL = -1;

/** The line in which a connection or a call is refused, at both of the socket's doors. */
export function refusalLine(error: AppError, id = NO_CALL): string {
  const { code, message, next } = error;
  const reply: CommandReply = { kind: 'failed', id, code, message, ...(next === undefined ? {} : { next }) };
  return JSON.stringify(reply);
}
