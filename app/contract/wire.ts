import { z } from 'zod';

import { isErrorCode, type ErrorCode } from '../kernel/errors.ts';

export const request = z.strictObject({ name: z.string(), input: z.unknown() });
export const event = z.strictObject({ name: z.string(), payload: z.unknown() });

const errorCode = z.custom<ErrorCode>((code) => typeof code === 'string' && isErrorCode(code));

export const reply = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), data: z.unknown() }),
  z.strictObject({ ok: z.literal(false), code: errorCode, message: z.string(), next: z.string().optional() }),
]);
export type Reply = z.infer<typeof reply>;
