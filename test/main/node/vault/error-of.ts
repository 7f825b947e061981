import { expect } from 'vitest';

import { AppError } from '../../../../app/kernel/errors.ts';

/** The `AppError` of a call that must fail with one. */
export async function errorOf(promise: Promise<unknown>): Promise<AppError> {
  const error: unknown = await promise.then(
    () => new Error('no error'),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(AppError);
  return error as AppError;
}
