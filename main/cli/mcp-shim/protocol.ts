/** What the shim must know of MCP, as plain values: importing the SDK would cost three times the shim's start. */

/** The era of sessions and `initialize`, newest first. */
export const LEGACY_VERSIONS: readonly string[] = [
  '2025-11-25',
  '2025-06-18',
  '2025-03-26',
  '2024-11-05',
  '2024-10-07',
];
/** The era in which every request says which version it speaks. */
export const MODERN_VERSIONS: readonly string[] = ['2026-07-28'];

const VERSION_KEY = 'io.modelcontextprotocol/protocolVersion';
export const SERVER_INFO_KEY = 'io.modelcontextprotocol/serverInfo';
export const SUBSCRIPTION_KEY = 'io.modelcontextprotocol/subscriptionId';

export const PARSE_ERROR = -32_700;
export const INVALID_REQUEST = -32_600;
export const METHOD_NOT_FOUND = -32_601;
export const UNSUPPORTED_VERSION = -32_022;

export type RequestId = string | number;

export type Members = Readonly<Record<string, unknown>>;

export type Message =
  | { readonly kind: 'request'; readonly id: RequestId; readonly method: string; readonly params: Members }
  | { readonly kind: 'notification'; readonly method: string; readonly params: Members }
  | { readonly kind: 'response'; readonly id: RequestId }
  /** JSON, but not of JSON-RPC. */
  | { readonly kind: 'other'; readonly members: Members };

/** Reads a line as far as the shim needs it; null where it is no JSON. */
export function readMessage(line: Buffer): Message | null {
  const members = parsed(line);
  if (members === null) return null;
  const { id, method, params } = members;
  const hasId = typeof id === 'string' || typeof id === 'number';
  if (typeof method === 'string') {
    const given = isMembers(params) ? params : {};
    return hasId ? { kind: 'request', id, method, params: given } : { kind: 'notification', method, params: given };
  }
  return hasId && ('result' in members || 'error' in members) ? { kind: 'response', id } : { kind: 'other', members };
}

export const failure = (id: RequestId | null, code: number, message: string): Members => ({
  jsonrpc: '2.0',
  id,
  error: { code, message },
});

function parsed(line: Buffer): Members | null {
  try {
    const value: unknown = JSON.parse(line.toString('utf8'));
    return isMembers(value) ? value : {};
  } catch {
    return null;
  }
}

export const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The version that a request of the newer era says it speaks. */
export function statedVersion(params: Members): string | undefined {
  const { _meta: meta } = params;
  const version = isMembers(meta) ? meta[VERSION_KEY] : undefined;
  return typeof version === 'string' ? version : undefined;
}
