import { AppError, type ErrorCode } from '../../../app/kernel/errors.ts';
import type { VaultHealth } from '../../../app/ports/vault.ts';
import type { Answer } from './node-vault-client.ts';
import { asTransportFailure, type FailureKind, TransportFailure } from './transport-failure.ts';
import { serverSaid } from './server-wording.ts';

/** What was asked; the same status means different things for each. */
export type Situation = 'read' | 'list' | 'write' | 'session';

interface Wording {
  readonly code: ErrorCode;
  readonly message: string;
  readonly next: string;
}

interface StatusMeaning extends Wording {
  /** What the same status says when `sys/health` answers it. */
  readonly health?: Exclude<VaultHealth, { state: 'ready' }>;
}

const ASK_ADMIN = 'Ask whoever runs the Vault server, or try again later.';

const UNEXPECTED: Wording = {
  code: 'vault_error',
  message: 'The Vault server gave an answer that was not expected here.',
  next: 'Check that the address is that of a Vault or OpenBao server, and look at its log.',
};

const SEALED: Wording = {
  code: 'sealed',
  message: 'The Vault server is sealed.',
  next: 'Unseal it, then try again.',
};

/** One row a status: the error for a request, and the state for a health check. Everything unlisted is `UNEXPECTED`. */
const BY_STATUS: Readonly<Record<number, StatusMeaning>> = {
  400: {
    code: 'vault_error',
    message: 'The Vault server refused the request as malformed.',
    next: 'Check that the mount is a KV version 2 engine; the log of the server says more.',
  },
  403: {
    code: 'vault_denied',
    message: 'The Vault policy of this session does not allow that.',
    next: 'Ask whoever runs the Vault server for a policy that allows it, or log in as someone who may.',
  },
  404: {
    code: 'not_found',
    message: 'There is no such secret, or the version asked for is deleted.',
    next: 'List what is there, or look at the versions of the secret.',
  },
  405: {
    code: 'vault_error',
    message: 'This Vault server does not know the operation.',
    next: 'A newer Vault or OpenBao server is needed for it.',
  },
  412: {
    code: 'unavailable',
    message: 'The Vault server has not caught up with an earlier change yet.',
    next: 'Try again in a moment.',
  },
  413: {
    code: 'value_too_large',
    message: 'The secret is larger than the Vault server accepts.',
    next: 'Store less in one secret.',
  },
  429: {
    code: 'rate_limited',
    message: 'The Vault server limits how often it may be asked.',
    next: 'Wait a few seconds, then try again.',
    health: { state: 'standby', detail: 'The server is a standby; another one is active.' },
  },
  472: {
    code: 'unavailable',
    message: 'The Vault server is a disaster recovery secondary and serves nobody.',
    next: 'Use the address of the primary.',
    health: { state: 'standby', detail: 'The server is a disaster recovery secondary and serves nobody.' },
  },
  473: {
    code: 'unavailable',
    message: 'The Vault server is a performance standby and could not serve this.',
    next: 'Try again, or use the address of the active server.',
    health: { state: 'standby', detail: 'The server is a performance standby; another one is active.' },
  },
  474: {
    code: 'unavailable',
    message: 'The Vault server is a standby that cannot reach the active server.',
    next: ASK_ADMIN,
    health: { state: 'standby', detail: 'The server is a standby that cannot reach the active one.' },
  },
  500: {
    code: 'vault_error',
    message: 'The Vault server failed inside.',
    next: 'Look at the log of the server. If this was a write, look whether it was saved before you repeat it.',
  },
  501: {
    code: 'unavailable',
    message: 'The Vault server is not initialized.',
    next: 'Initialize it, then try again.',
    health: { state: 'uninitialized', detail: 'The server is not initialized.' },
  },
  502: { code: 'unavailable', message: 'What stands before the Vault server could not reach it.', next: ASK_ADMIN },
  503: {
    code: 'unavailable',
    message: 'The Vault server cannot serve requests now.',
    next: ASK_ADMIN,
    health: { state: 'sealed', detail: 'The server is sealed.' },
  },
  504: { code: 'unavailable', message: 'What stands before the Vault server got no answer from it.', next: ASK_ADMIN },
  530: {
    code: 'unavailable',
    message: 'The Vault server was removed from its cluster.',
    next: 'Use the address of another server of the cluster.',
    health: { state: 'unreachable', detail: 'The server was removed from its cluster.' },
  },
};

/** Rows that the status alone does not tell: the server's wording picks one, and is then dropped. */
const BY_WORDING = {
  sealed: SEALED,
  cas: {
    code: 'conflict',
    message: 'The secret has another version now than the one this change was made for.',
    next: 'Read it again and make the change anew.',
  },
  too_large: {
    code: 'value_too_large',
    message: 'The secret is larger than the Vault server accepts.',
    next: 'Store less in one secret.',
  },
  no_namespace: {
    code: 'not_found',
    message: 'The Vault namespace of this connection does not exist.',
    next: 'Check VAULT_NAMESPACE or the namespace of the connection.',
  },
  no_mount: {
    code: 'not_found',
    message: 'There is no KV version 2 engine under that mount.',
    next: 'Use one of the mounts that this session may see.',
  },
} as const satisfies Record<string, Wording>;

const EXPIRED: Wording = {
  code: 'session_expired',
  message: 'The Vault session has ended or its token was revoked.',
  next: 'Log in again.',
};

const REDIRECTED: Wording = {
  code: 'unavailable',
  message: 'The Vault server pointed to another address, and the token is not sent there.',
  next: 'Use the address of the active server itself.',
};

const UNREADABLE: Wording = {
  code: 'vault_error',
  message: 'The answer was not that of a Vault server.',
  next: 'Check that the address is that of a Vault or OpenBao server and that no login page stands before it.',
};

/** One row for each way of getting no answer. */
const BY_FAILURE: Readonly<Record<FailureKind, Wording>> = {
  unreachable: {
    code: 'unavailable',
    message: 'The Vault server cannot be reached.',
    next: 'Check that it runs and that the address is right.',
  },
  untrusted: {
    code: 'unavailable',
    message: 'The certificate of the Vault server is not trusted.',
    next: 'Give its authority in VAULT_CACERT, or check the host name in the address.',
  },
  connect_timeout: {
    code: 'unavailable',
    message: 'The Vault server did not accept the connection in time.',
    next: 'Check the address and the network between.',
  },
  timeout: {
    code: 'unavailable',
    message: 'The Vault server did not answer in time.',
    next: 'Try again; where this was a change, look first whether it was saved.',
  },
  broken: {
    code: 'unavailable',
    message: 'The connection to the Vault server broke.',
    next: 'Try again; where this was a change, look first whether it was saved.',
  },
  too_large: {
    code: 'vault_error',
    message: 'The answer of the Vault server is larger than 8 MiB.',
    next: 'Ask for less at once.',
  },
  unreadable: UNREADABLE,
  closed: {
    code: 'unavailable',
    message: 'The connection to the Vault server is closed.',
    next: 'Connect again.',
  },
  unexpected: {
    code: 'internal',
    message: 'Something went wrong inside Countersign.',
    next: 'Try again; if it stays, look at the log of the app.',
  },
};

/** For the log: what was asked and the status, nothing that the server or the caller said. */
class VaultFault extends Error {
  override readonly name = 'VaultFault';

  constructor(situation: Situation, status: number) {
    super(`vault answered ${status} to ${situation}`);
  }
}

const fail = (wording: Wording, cause: Error): AppError =>
  new AppError(wording.code, wording.message, { next: wording.next, cause });

/** The error for an answer that is no success. A 403 is `vault_denied` here: whether the session ended is asked apart. */
export const refusalOf = (answer: Answer, situation: Situation): AppError =>
  fail(wordingOf(answer, situation), new VaultFault(situation, answer.status));

function wordingOf(answer: Answer, situation: Situation): Wording {
  const { status } = answer;
  if (status >= 300 && status < 400) return REDIRECTED;
  const said = serverSaid(answer);
  if (said === 'cas') return situation === 'write' ? BY_WORDING.cas : UNEXPECTED;
  if (said !== null) return BY_WORDING[said];
  return BY_STATUS[status] ?? UNEXPECTED;
}

export const sessionExpired = (): AppError => fail(EXPIRED, new VaultFault('session', 403));

export const conflict = (): AppError => fail(BY_WORDING.cas, new VaultFault('write', 400));

export const notFound = (situation: Situation): AppError =>
  new AppError('not_found', BY_STATUS[404]?.message ?? '', {
    next: BY_STATUS[404]?.next ?? '',
    cause: new VaultFault(situation, 404),
  });

export const unreadable = (): AppError => fail(UNREADABLE, new TransportFailure('unreadable'));

/** The error for a request that got no answer. */
export function failureOf(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const failure = asTransportFailure(error);
  return fail(BY_FAILURE[failure.kind], failure);
}

export const healthOf = (status: number): VaultHealth =>
  BY_STATUS[status]?.health ?? { state: 'unreachable', detail: UNREADABLE.message };
