import path from 'node:path';

import { AppError } from '../../../app/kernel/errors.ts';

const UNWRITABLE = /unable to open \\?"(.+?)\\?" for writing/;

/**
 * Homes of the first versions hold the absolute path of their audit file in the server's data. Moved, they change over by
 * themselves, but not before the server could open the old file once more. Null where the log tells of no such trouble.
 */
export function oldPlaceMissing(logLines: readonly string[]): AppError | null {
  const file = logLines.map((line) => UNWRITABLE.exec(line)?.[1]).find((found) => found !== undefined);
  if (file === undefined || !path.isAbsolute(file)) return null;
  const folder = path.dirname(file);
  return new AppError('unavailable', `The home was moved from ${path.dirname(folder)}, which OpenBao cannot reach.`, {
    next: `Make the folder ${folder} one that you can write to, for one start; then it can go.`,
  });
}
