import { type AppError, asAppError } from '../../app/kernel/errors.ts';

export type Loadable<T> =
  | { readonly phase: 'loading' }
  | { readonly phase: 'failed'; readonly error: AppError }
  | { readonly phase: 'ready'; readonly data: T };

export const LOADING: Loadable<never> = { phase: 'loading' };

export const dataOf = <T>(loadable: Loadable<T>): T | undefined =>
  loadable.phase === 'ready' ? loadable.data : undefined;

/** Asks again. What is on screen stays there while the connection is away: that shows in the frame. */
export async function reload<T>(before: Loadable<T>, ask: () => Promise<T>): Promise<Loadable<T>> {
  try {
    return { phase: 'ready', data: await ask() };
  } catch (thrown) {
    const error = asAppError(thrown);
    const away = error.code === 'app_not_open' || error.code === 'session_expired';
    return away && before.phase === 'ready' ? before : { phase: 'failed', error };
  }
}

/**
 * Runs one at a time; calls that come meanwhile share one more run after it. So a burst of events costs two requests,
 * and an old answer never overwrites a newer one.
 */
export function coalesce(run: () => Promise<void>): () => Promise<void> {
  let current: Promise<void> | null = null;
  let next: Promise<void> | null = null;

  function begin(): Promise<void> {
    const running = run().finally(() => {
      current = null;
    });
    current = running;
    return running;
  }

  return () => {
    if (next !== null) return next;
    if (current === null) return begin();
    next = current
      .catch(() => {}) // The one who asked for that run hears of it.
      .then(() => {
        next = null;
        return begin();
      });
    return next;
  };
}
