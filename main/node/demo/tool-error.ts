import { z } from 'zod';

import { AppError, isErrorCode } from '../../../app/kernel/errors.ts';

const texts = z.array(z.object({ text: z.string().catch('') }));
const shape = z.object({ code: z.string(), message: z.string(), next: z.string().optional() });

/** The error that a tool result carries as JSON text. */
export function toolError(content: unknown): AppError {
  const text = texts.safeParse(content).data?.[0]?.text ?? '';
  const parsed = shape.safeParse(json(text));
  if (!parsed.success) return new AppError('unavailable', 'The tool failed without saying why.');
  const { code, message, next } = parsed.data;
  return new AppError(isErrorCode(code) ? code : 'unavailable', message, next === undefined ? {} : { next });
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
