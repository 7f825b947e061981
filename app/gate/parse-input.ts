import type { z } from 'zod';

import { showUntrusted } from '../domain/untrusted-text.ts';
import { AppError } from '../kernel/errors.ts';

/** Parses an agent's arguments; the error names the argument and never repeats a value. */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = schema.safeParse(input ?? {});
  if (parsed.success) return parsed.data;
  const [problem] = parsed.error.issues;
  const next = 'Call tools/list and follow the input schema.';
  if (problem?.code === 'unrecognized_keys') {
    const names = problem.keys.map((key) => showUntrusted(key).slice(0, 64)).join(', ');
    throw new AppError('bad_input', `Unknown argument: ${names}.`, { next });
  }
  const where = problem?.path.map((part) => showUntrusted(String(part)).slice(0, 64)).join('.') ?? '';
  throw new AppError(
    'bad_input',
    where === '' ? 'The arguments are not valid.' : `The argument ${where} is not valid.`,
    {
      next,
    },
  );
}
