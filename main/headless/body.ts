import type { IncomingMessage } from 'node:http';

/** Values of one entry, with room for JSON's escapes. */
const MAX_BODY_BYTES = 8 * 1024 * 1024;

/** The body as JSON, or undefined where it is none or too large. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) return undefined;
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  try {
    const parsed: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
    return parsed;
  } catch {
    return undefined; // The contract's own schema answers with `bad_input`.
  }
}
