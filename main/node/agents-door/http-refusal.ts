import type { ServerResponse } from 'node:http';

import { AppError, ERROR_TABLE } from '../../../app/kernel/errors.ts';

/** Why an HTTP request is not served: the error its sender reads, and what HTTP itself wants to know. */
export interface HttpRefusal {
  readonly status: number;
  readonly error: AppError;
  readonly headers?: Readonly<Record<string, string>>;
}

export const refusalOf = (error: AppError, headers: Readonly<Record<string, string>> = {}): HttpRefusal => ({
  status: ERROR_TABLE[error.code].http,
  error,
  headers:
    error.code === 'unauthenticated' ? { 'www-authenticate': 'Bearer realm="countersign"', ...headers } : headers,
});

export const unauthenticated = (): HttpRefusal =>
  refusalOf(
    new AppError('unauthenticated', 'This needs a valid key in the header `Authorization: Bearer KEY`.', {
      next: 'Ask the person for a key: the page Agents of Countersign makes one.',
    }),
  );

const headersOf = ({ headers }: HttpRefusal): Record<string, string> => ({
  ...headers,
  'content-type': 'application/json',
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
});

const bodyOf = ({ error: { code, message, next } }: HttpRefusal): string => JSON.stringify({ code, message, next });

/** Closes the connection too: the request's body, if it has one, was not read and must not be taken for the next request. */
export function refuse(response: ServerResponse, refusal: HttpRefusal): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const body = Buffer.from(bodyOf(refusal));
  response.writeHead(refusal.status, { ...headersOf(refusal), connection: 'close', 'content-length': body.length });
  response.end(body);
}

export const refusalResponse = (refusal: HttpRefusal): Response =>
  new Response(bodyOf(refusal), { status: refusal.status, headers: headersOf(refusal) });
