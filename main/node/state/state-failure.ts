import { AppError } from '../../../app/kernel/errors.ts';

import { hasCode } from './replace-file.ts';

export const isDiskFull = (cause: unknown): boolean => hasCode(cause, 'ENOSPC') || hasCode(cause, 'EDQUOT');

/** For a state file that cannot be read or written. The message names no path: agents may see it. */
export function stateFailure(cause: unknown): AppError {
  if (cause instanceof AppError) return cause;
  const full = isDiskFull(cause);
  return new AppError('unavailable', full ? 'The disk is full.' : "Countersign's state folder cannot be used.", {
    next: full ? 'Free disk space, then try again.' : 'Look at the rights of the state folder, then try again.',
    cause,
  });
}
