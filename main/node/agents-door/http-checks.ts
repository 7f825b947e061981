import { AppError } from '../../../app/kernel/errors.ts';
import type { HttpRefusal } from './http-refusal.ts';
import { refusalOf, unauthenticated } from './http-refusal.ts';

export const MCP_PATH = '/mcp';
const METHODS: readonly string[] = ['GET', 'POST', 'DELETE'];
const MAX_KEY_HEADER = 4096;

/** What of a request is judged before a byte of its body is read. */
export interface RequestHead {
  readonly method: string;
  /** The request target as it stood in the request line. */
  readonly target: string;
  /** Names and values in turn, as received: nothing merged, nothing dropped. */
  readonly rawHeaders: readonly string[];
  readonly port: number;
}

/** The bearer key of a request that may go on, or why it may not. */
export type HeadVerdict = { readonly key: string } | { readonly refusal: HttpRefusal };

export function judgeHead(head: RequestHead): HeadVerdict {
  const refusal =
    hostRefusal(head) ?? browserRefusal(head) ?? targetRefusal(head) ?? methodRefusal(head) ?? framingRefusal(head);
  return refusal === undefined ? keyOf(head) : { refusal };
}

function valuesOf({ rawHeaders }: RequestHead, name: string): readonly string[] {
  return rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);
}

/** Byte for byte, so that a name which merely resolves to this machine (DNS rebinding) or spells it otherwise is refused. */
function hostRefusal(head: RequestHead): HttpRefusal | undefined {
  const hosts = valuesOf(head, 'host');
  const own = ['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${head.port}`);
  const [host] = hosts;
  if (hosts.length === 1 && host !== undefined && own.includes(host)) return undefined;
  return refusalOf(
    new AppError('forbidden', 'The Host header must name this server exactly.', { next: `Use http://${own[0]}/mcp.` }),
  );
}

/** No web page has business here, whatever its origin; other programs send neither of these headers. */
function browserRefusal(head: RequestHead): HttpRefusal | undefined {
  const fromPage =
    valuesOf(head, 'origin').length > 0 || valuesOf(head, 'sec-fetch-site').some((site) => site !== 'none');
  if (!fromPage && head.method !== 'OPTIONS') return undefined;
  return refusalOf(new AppError('forbidden', 'Requests from web pages are refused.'));
}

function targetRefusal({ target }: RequestHead): HttpRefusal | undefined {
  if (target === MCP_PATH) return undefined;
  if (target.startsWith(`${MCP_PATH}?`)) {
    return refusalOf(
      new AppError('bad_input', 'The address takes no parameters.', {
        next: 'Send the key in the header `Authorization: Bearer KEY`. A key that stood in an address may have been logged: make a new one.',
      }),
    );
  }
  return refusalOf(new AppError('not_found', 'There is nothing at this address.', { next: `Use ${MCP_PATH}.` }));
}

function methodRefusal({ method }: RequestHead): HttpRefusal | undefined {
  if (METHODS.includes(method)) return undefined;
  return {
    ...refusalOf(new AppError('bad_input', 'This method is not served.'), { allow: METHODS.join(', ') }),
    status: 405,
  };
}

/** Node refuses most requests that could be cut in two ways; this one it notices only after it handed us the head. */
function framingRefusal(head: RequestHead): HttpRefusal | undefined {
  if (valuesOf(head, 'transfer-encoding').every((coding) => coding.toLowerCase() === 'chunked')) return undefined;
  return refusalOf(new AppError('bad_input', 'This transfer encoding is not read.'));
}

function keyOf(head: RequestHead): HeadVerdict {
  const [header, ...others] = valuesOf(head, 'authorization');
  if (header === undefined || others.length > 0 || header.length > MAX_KEY_HEADER)
    return { refusal: unauthenticated() };
  const key = /^Bearer ([\x21-\x7e]+)$/i.exec(header)?.[1];
  return key === undefined ? { refusal: unauthenticated() } : { key };
}
