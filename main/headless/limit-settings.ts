import { z } from 'zod';

import { USUAL_LIMITS, type LimitSettings } from '../../app/gate/limits.ts';
import { AppError } from '../../app/kernel/errors.ts';

const count = z.coerce.number().int().min(1).max(1_000_000);

/**
 * RATE_LIMIT_ENABLED, RATE_LIMIT_REQUESTS and RATE_LIMIT_WINDOW_SECONDS, the latter two for programs. `given` tells a variable
 * that is set. Throws `bad_input` naming the variable.
 */
export function readLimits(given: (name: string) => string | undefined): LimitSettings | null {
  if (!isOn('RATE_LIMIT_ENABLED', given('RATE_LIMIT_ENABLED'))) return null;
  const { assistant, program } = USUAL_LIMITS.rates;
  const requests = countOf('RATE_LIMIT_REQUESTS', given('RATE_LIMIT_REQUESTS')) ?? program.burst;
  const seconds = countOf('RATE_LIMIT_WINDOW_SECONDS', given('RATE_LIMIT_WINDOW_SECONDS')) ?? 60;
  return { rates: { assistant, program: { burst: requests, perSecond: requests / seconds } } };
}

function isOn(name: string, text: string | undefined): boolean {
  const wanted = z.stringbool().safeParse(text ?? 'true');
  if (wanted.success) return wanted.data;
  throw new AppError('bad_input', `${name} is neither true nor false.`, { next: 'Use true or false.' });
}

function countOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const parsed = count.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new AppError('bad_input', `${name} is no number that fits.`, { next: 'Use a whole number from 1.' });
}
