import { AppError } from '../../../app/kernel/errors.ts';

/** The code of the expected failure that `action` throws; anything else is told apart from it. */
export function thrownCode(action: () => unknown): string {
  try {
    action();
    return 'nothing';
  } catch (error) {
    return error instanceof AppError ? error.code : `bug: ${String(error)}`;
  }
}

/** What an agent or a person is told of the expected failure that `action` throws. */
export function thrownText(action: () => unknown): string {
  try {
    action();
    return 'nothing';
  } catch (error) {
    return error instanceof AppError ? `${error.message} ${error.next ?? ''}` : `bug: ${String(error)}`;
  }
}

/** `thrownCode` for a promise. */
export const rejectedCode = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'nothing',
    (error: unknown) => (error instanceof AppError ? error.code : `bug: ${String(error)}`),
  );

/** The error that a promise ends with. */
export const reasonOf = (promise: Promise<unknown>): Promise<AppError> =>
  promise.then(
    () => Promise.reject(new Error('Nothing was thrown.')),
    (error: unknown) => error as AppError,
  );
