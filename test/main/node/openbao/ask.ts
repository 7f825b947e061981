import { request } from 'node:http';

import type { EmbeddedBao } from '../../../../main/node/openbao/embedded-bao.ts';

export interface Answer {
  readonly status: number;
  readonly body: { readonly data?: Record<string, unknown>; readonly auth?: { readonly client_token: string } } | null;
}

export interface Question {
  readonly method: string;
  readonly path: string;
  readonly payload?: unknown;
  /** The app's own by default. */
  readonly token?: string;
}

/** A plain request over the private socket, independent of the code under test. */
export async function ask(bao: EmbeddedBao, { method, path, payload, token }: Question): Promise<Answer> {
  const { socketPath } = bao.connection();
  const headers = { 'x-vault-token': token ?? (await bao.token()).reveal() };
  return new Promise((resolve, reject) => {
    const options = { socketPath: socketPath!, method, path: `/v1/${path}`, headers, agent: false as const };
    const sent = request(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({ status: response.statusCode ?? 0, body: text === '' ? null : JSON.parse(text) });
      });
    });
    sent.on('error', reject);
    sent.end(payload === undefined ? undefined : JSON.stringify(payload));
  });
}

export const store = (bao: EmbeddedBao, name: string, value: string, cas = 0): Promise<Answer> =>
  ask(bao, { method: 'POST', path: `secret/data/${name}`, payload: { data: { VALUE: value }, options: { cas } } });

export async function stored(bao: EmbeddedBao, name: string): Promise<unknown> {
  const { body } = await ask(bao, { method: 'GET', path: `secret/data/${name}` });
  return (body?.data?.['data'] as { VALUE?: unknown } | undefined)?.VALUE;
}
