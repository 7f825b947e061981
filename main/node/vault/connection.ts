import type { z } from 'zod';

import { type AppError, asAppError } from '../../../app/kernel/errors.ts';
import type { Secret } from '../../../app/kernel/secret.ts';
import { parseJson } from './answers.ts';
import { failureOf, refusalOf, sessionExpired, type Situation, unreadable } from './errors.ts';
import { type Answer, createClient, type VaultClient, type VaultRequest } from './node-vault-client.ts';
import { checkAddress } from './server-address.ts';
import { deniedByPolicy } from './server-wording.ts';
import { createTransport, type Timeouts, type TlsSettings } from './transport.ts';

export interface VaultOptions {
  /** https, or http to this machine; with `socketPath` only its path counts, such as `http://localhost`. */
  readonly baseUrl: string;
  readonly socketPath?: string;
  readonly tls?: TlsSettings;
  /** The Vault namespace that every request goes to. */
  readonly namespace?: string;
  /** Asked before each request; may throw `AppError`, which then is the result. */
  readonly token: () => Promise<Secret>;
  readonly timeouts?: Partial<Timeouts>;
}

/** Requests over kept connections, each under the token of the moment. */
export interface Connection {
  /** Any answer, success or not. Throws `AppError` when there is none. */
  send(request: VaultRequest): Promise<Answer>;
  /** Without token and namespace. */
  sendOpenly(request: VaultRequest): Promise<Answer>;
  /** The error for an answer that is no success; a 403 asks the server whether the session still lives. */
  refusal(answer: Answer, situation: Situation): Promise<AppError>;
  close(): void;
}

const TIMEOUTS: Timeouts = { connectMs: 3000, requestMs: 10_000 };

export function openConnection(options: VaultOptions): Connection {
  const endpoint = checkAddress(options.baseUrl, 'The address of the Vault server');
  const transport = createTransport({
    socketPath: options.socketPath,
    tls: options.tls,
    timeouts: { ...TIMEOUTS, ...options.timeouts },
  });
  const clientFor = (token: Secret | null): VaultClient =>
    createClient({ endpoint, token, namespace: token === null ? undefined : options.namespace, transport });
  const open = clientFor(null);
  const clientOfToday = createClientCache(options.token, clientFor);

  const send = async (request: VaultRequest): Promise<Answer> => {
    const client = await clientOfToday();
    return client.send(request).catch(rethrow);
  };
  return {
    send,
    sendOpenly: (request) => open.send(request).catch(rethrow),
    async refusal(answer, situation) {
      if (answer.status !== 403) return refusalOf(answer, situation);
      return (await sessionLives(send)) ? refusalOf(answer, situation) : sessionExpired();
    },
    close: () => transport.close(),
  };
}

const rethrow = (error: unknown): never => {
  throw failureOf(error);
};

/** A client is for one token: a new token gets a new client, so no request ever runs under a token it was not meant for. */
function createClientCache(token: () => Promise<Secret>, clientFor: (token: Secret) => VaultClient) {
  let latest: { readonly token: string; readonly client: VaultClient } | undefined;
  return async (): Promise<VaultClient> => {
    const secret = await token().catch((error: unknown) => {
      throw asAppError(error);
    });
    if (secret.reveal() === '') throw sessionExpired();
    if (latest?.token !== secret.reveal()) latest = { token: secret.reveal(), client: clientFor(secret) };
    return latest.client;
  };
}

async function sessionLives(send: Connection['send']): Promise<boolean> {
  try {
    const answer = await send({ verb: 'read', path: 'auth/token/lookup-self' });
    return answer.status !== 403 || deniedByPolicy(answer);
  } catch {
    // Without an answer nothing is known, and the first answer was a plain refusal.
    return true;
  }
}

/** The answer's content, or its error. A success that does not look like Vault's is an error too, never data. */
export async function contentOf<T>(
  connection: Connection,
  answer: Answer,
  { schema, situation }: { readonly schema: z.ZodType<T>; readonly situation: Situation },
): Promise<T> {
  if (!isSuccess(answer)) throw await connection.refusal(answer, situation);
  const content = schema.safeParse(parseJson(answer.text));
  // The reasons of the parser are dropped with it: they may quote the answer.
  if (!content.success) throw unreadable();
  return content.data;
}

/** For requests whose answer says nothing more. */
export async function mustSucceed(connection: Connection, answer: Answer, situation: Situation): Promise<void> {
  if (!isSuccess(answer)) throw await connection.refusal(answer, situation);
}

export const isSuccess = ({ status }: Answer): boolean => status === 200 || status === 204;
