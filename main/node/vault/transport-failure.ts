/** What can go wrong before there is an answer to judge. */
export type FailureKind =
  | 'unreachable'
  | 'untrusted'
  | 'connect_timeout'
  | 'timeout'
  | 'broken'
  | 'too_large'
  | 'unreadable'
  | 'closed'
  /** A bug of ours rather than the network's doing. */
  | 'unexpected';

/** Holds no more than its kind and the system's error code: never a header, an address, a path or a body. */
export class TransportFailure extends Error {
  override readonly name = 'TransportFailure';
  readonly kind: FailureKind;
  readonly systemCode: string | undefined;

  constructor(kind: FailureKind, systemCode?: string) {
    super(`vault request failed: ${kind}${systemCode === undefined ? '' : ` (${systemCode})`}`);
    this.kind = kind;
    this.systemCode = systemCode;
  }
}

const NEVER_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'EACCES',
  'ETIMEDOUT',
]);
const UNTRUSTED =
  /^(?:CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|INVALID_CA|EPROTO$)/;

/** Any error of the socket as a failure; the original is dropped, as it may quote what was sent. */
export function asTransportFailure(error: unknown): TransportFailure {
  if (error instanceof TransportFailure) return error;
  const code = systemCodeOf(error);
  if (code === undefined) return new TransportFailure('unexpected');
  if (NEVER_CONNECTED.has(code)) return new TransportFailure('unreachable', code);
  return new TransportFailure(UNTRUSTED.test(code) ? 'untrusted' : 'broken', code);
}

function systemCodeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' && /^[A-Z0-9_]{1,64}$/.test(error.code) ? error.code : undefined;
}
