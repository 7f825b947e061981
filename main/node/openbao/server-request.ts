import type { IncomingMessage } from 'node:http';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

import { AppError } from '../../../app/kernel/errors.ts';

/** How to reach the server. It may change with every restart, so ask anew for each request. */
export interface BaoConnection {
  readonly baseUrl: string;
  readonly socketPath?: string;
  readonly tls?: { readonly ca: string; readonly cert: string; readonly key: string };
}

interface BaoAnswer {
  readonly status: number;
  readonly body: unknown;
}

const TIMEOUT_MS = 10_000;
const LARGEST_ANSWER = 1 << 20;

/** The few requests that this folder makes itself: health and login. Throws `unavailable` when there is no answer. */
export function askServer(connection: BaoConnection, path: string, payload?: unknown): Promise<BaoAnswer> {
  const { baseUrl, socketPath, tls } = connection;
  const body = payload === undefined ? null : JSON.stringify(payload);
  const options = {
    method: body === null ? 'GET' : 'POST',
    timeout: TIMEOUT_MS,
    headers: body === null ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
    // Connections of a server that is gone must not be used for the next one.
    agent: false,
    ...(socketPath !== undefined && { socketPath }),
    ...tls,
  };
  const send = tls === undefined ? httpRequest : httpsRequest;
  return new Promise((resolve, reject) => {
    const refuse = (cause?: unknown): void =>
      reject(new AppError('unavailable', 'OpenBao does not answer.', { cause }));
    const request = send(`${baseUrl}/v1/${path}`, options, (response) => {
      readJson(response).then((content) => resolve({ status: response.statusCode ?? 0, body: content }), refuse);
    });
    request.once('timeout', () => request.destroy());
    request.once('error', refuse);
    request.end(body);
  });
}

async function readJson(response: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  const stream: AsyncIterable<Buffer> = response;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > LARGEST_ANSWER) throw new RangeError('The answer is too long.');
    chunks.push(chunk);
  }
  const body: unknown = chunks.length === 0 ? null : JSON.parse(Buffer.concat(chunks).toString('utf8'));
  return body;
}
