import { z } from 'zod';

const QUOTE = '"';
const STEPS: Readonly<Record<string, number>> = { '{': 1, '[': 1, '}': -1, ']': -1 };

const request = z.object({ method: z.string(), id: z.union([z.string(), z.number().int()]) });

/**
 * The id to answer a refused line with, or null. Without it a client whose request is refused waits until it gives up.
 * Only a request's id is told: the client might take that of anything else for one of its own requests.
 */
export function refusedId(bytes: Uint8Array): string | number | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    const value: unknown = JSON.parse(text);
    const id = request.safeParse(value).data?.id ?? null;
    return id !== null && countOfIds(text) === 1 ? id : null;
  } catch {
    return null;
  }
}

/** How often a text that is known to be a JSON object has the key `id` at its top level. */
function countOfIds(text: string): number {
  let depth = 0;
  let count = 0;
  let keyNext = false;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],]/g)) {
    if (token.startsWith(QUOTE)) {
      if (keyNext && depth === 1 && JSON.parse(token) === 'id') count += 1;
      keyNext = false;
    } else {
      depth += STEPS[token] ?? 0;
      keyNext = token === '{' || token === ',';
    }
  }
  return count;
}
