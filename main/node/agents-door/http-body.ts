import type { IncomingMessage } from 'node:http';

import { AppError } from '../../../app/kernel/errors.ts';
import { parseStrictJson } from './strict-json.ts';

const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** Reads a JSON body. Throws `bad_input` or `value_too_large`. */
export async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  const { 'content-type': type, 'content-encoding': encoding, 'content-length': length } = request.headers;
  if (!/^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i.test(type ?? '')) {
    throw new AppError('bad_input', 'The body must be of the type application/json.');
  }
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw new AppError('bad_input', 'A packed body is not read.', { next: 'Leave out Content-Encoding.' });
  }
  if (Number(length ?? 0) > MAX_BODY_BYTES) throw tooLarge();
  return parseStrictJson(await bytesOf(request));
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!(chunk instanceof Buffer)) continue;
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const tooLarge = (): AppError =>
  new AppError('value_too_large', `A request may have ${MAX_BODY_BYTES / 1024 / 1024} MiB at most.`);
