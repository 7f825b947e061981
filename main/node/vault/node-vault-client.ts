import nodeVault from 'node-vault';
import { z } from 'zod';

import type { Secret } from '../../../app/kernel/secret.ts';
import type { Transport } from './transport.ts';
import { TransportFailure } from './transport-failure.ts';

export interface VaultRequest {
  readonly verb: 'read' | 'list' | 'write' | 'patch' | 'delete';
  /** Below `/v1/`, already encoded. */
  readonly path: string;
  readonly body?: unknown;
}

/** What the server said, whatever its status. */
export class Answer {
  readonly status: number;
  readonly text: string;

  constructor(status: number, text: string) {
    this.status = status;
    this.text = text;
  }
}

interface ClientOptions {
  readonly endpoint: string;
  /** null asks without a token, as the health check does. */
  readonly token: Secret | null;
  readonly namespace: string | undefined;
  readonly transport: Transport;
}

export interface VaultClient {
  /** Rejects with `TransportFailure` only. */
  send(request: VaultRequest): Promise<Answer>;
}

const outgoing = z.object({
  uri: z.string(),
  method: z.string(),
  headers: z.record(z.string(), z.string()),
  json: z.unknown().optional(),
});

/**
 * One node-vault instance for one token and one namespace. Its own habits are switched off where it lets us: no generated
 * commands (they replace the token), no debug output (it prints values), no settings from the environment, and our transport
 * in place of axios, whose errors carry token and body and which would follow redirects.
 */
export function createClient(options: ClientOptions): VaultClient {
  const client = nodeVault({
    endpoint: options.endpoint,
    noCustomHTTPVerbs: true,
    commands: {},
    debug: () => undefined,
    'request-promise': { defaults: () => (request: unknown) => pass(options.transport, request) },
  });
  // Set afterwards, since an empty setting would be replaced by VAULT_TOKEN, VAULT_NAMESPACE or VAULT_PREFIX.
  Object.assign(client, {
    token: options.token?.reveal() ?? '',
    namespace: options.namespace ?? '',
    pathPrefix: '',
  });

  const start: Readonly<Record<VaultRequest['verb'], (request: VaultRequest) => Promise<unknown>>> = {
    read: ({ path }) => client.read(path),
    list: ({ path }) => client.list(path),
    write: ({ path, body }) => client.write(path, body),
    patch: ({ path, body }) => client.update(path, body),
    delete: ({ path }) => client.delete(path),
  };
  return {
    async send(request) {
      const answer = await start[request.verb](request);
      if (!(answer instanceof Answer)) throw new TransportFailure('unexpected');
      return answer;
    },
  };
}

/**
 * node-vault turns every status but 200 and 204 into an error with the server's text in its message, and loses what else was
 * said. So it is told 200 always, and the true status travels inside.
 */
async function pass(transport: Transport, request: unknown) {
  const { uri, method, headers, json } = outgoing.parse(request);
  const body = json === undefined ? null : JSON.stringify(json);
  const answer = await transport.send({
    url: uri,
    method,
    headers: {
      accept: 'application/json',
      // Vault's own proxies refuse requests without it, as a guard against forged ones.
      'X-Vault-Request': 'true',
      ...(body === null
        ? {}
        : { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(body)) }),
      ...headers,
    },
    body,
  });
  return { statusCode: 200, body: new Answer(answer.status, answer.text), request: { path: '' } };
}
