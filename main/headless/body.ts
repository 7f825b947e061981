import type { IncomingMessage } from 'node:http';

import { AppError } from '../../app/kernel/errors.ts';

/** Values of one entry, with room for JSON's escapes. */
export const MAX_CALL_BYTES = 8 * 1024 * 1024;
/** What is too large is read to its end and thrown away up to here: a browser hears an answer only after it sent all. */
const MAX_DISCARDED_BYTES = 64 * 1024 * 1024;

/** The body as JSON, or undefined where it is none. Throws `value_too_large`. */
export async function readJson(request: IncomingMessage, limit: number): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) return undefined;
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
    else chunks.length = 0;
    if (size > MAX_DISCARDED_BYTES) break;
  }
  if (size > limit) {
    throw new AppError('value_too_large', 'This is more than Countersign takes at once.', {
      next: 'Store large files elsewhere and keep only their key or address here.',
    });
  }
  try {
    const parsed: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    return parsed;
  } catch {
    return undefined; // The contract's own schema answers with `bad_input`.
  }
}
