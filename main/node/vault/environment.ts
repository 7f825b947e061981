import { readFile } from 'node:fs/promises';

import { z } from 'zod';

import { AppError } from '../../../app/kernel/errors.ts';
import { Secret } from '../../../app/kernel/secret.ts';
import { createRemoteSession, type RemoteSession, type RemoteSessionParts } from './remote-session.ts';
import { checkAddress } from './server-address.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const PRINTABLE = /^[\x21-\x7e]+$/;

const variables = z.object({
  VAULT_ADDR: z.string(),
  VAULT_TOKEN: z.string().regex(PRINTABLE),
  VAULT_NAMESPACE: z
    .string()
    .regex(/^[\w./@-]{1,256}$/)
    .optional(),
  VAULT_CACERT: z.string().optional(),
});

/** What to do about each variable that is missing or malformed; its content is never repeated. */
const EXPECTED: Readonly<Record<string, string>> = {
  VAULT_ADDR: 'the address of the server, such as https://vault.example.org:8200',
  VAULT_TOKEN: 'a token for the server in VAULT_ADDR, without spaces or line breaks',
  VAULT_NAMESPACE: 'a Vault namespace such as team/app',
  VAULT_CACERT: 'the path of a PEM file with the authority of the server',
};

/**
 * The session that VAULT_ADDR, VAULT_TOKEN, VAULT_NAMESPACE and VAULT_CACERT describe, or null without VAULT_ADDR.
 * Throws `bad_input` naming the variable. Nothing is asked of the server before `start`.
 */
export async function createVaultFromEnvironment(
  environment: Environment,
  parts: RemoteSessionParts,
): Promise<RemoteSession | null> {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  if (given['VAULT_ADDR'] === undefined) return null;
  const parsed = variables.safeParse(given);
  if (!parsed.success) throw malformed(String(parsed.error.issues[0]?.path[0] ?? 'VAULT_ADDR'), given);
  const { VAULT_ADDR, VAULT_TOKEN, VAULT_NAMESPACE, VAULT_CACERT } = parsed.data;
  const baseUrl = checkAddress(VAULT_ADDR, 'VAULT_ADDR');
  const ca = VAULT_CACERT === undefined ? undefined : await readAuthority(VAULT_CACERT);
  return createRemoteSession(
    {
      baseUrl,
      token: new Secret(VAULT_TOKEN),
      ...(VAULT_NAMESPACE === undefined ? {} : { namespace: VAULT_NAMESPACE }),
      ...(ca === undefined ? {} : { tls: { ca } }),
    },
    parts,
  );
}

function malformed(variable: string, given: Environment): AppError {
  const state = given[variable] === undefined ? 'is not set' : 'is malformed';
  return new AppError('bad_input', `${variable} ${state}.`, {
    next: `Set ${variable} to ${EXPECTED[variable] ?? 'a valid value'}.`,
  });
}

async function readAuthority(path: string): Promise<string> {
  const pem = await readFile(path, 'utf8').catch(() => '');
  if (!pem.includes('-----BEGIN CERTIFICATE-----'))
    throw new AppError('bad_input', 'VAULT_CACERT names no readable PEM file with a certificate.', {
      next: `Set VAULT_CACERT to ${EXPECTED['VAULT_CACERT'] ?? ''}.`,
    });
  return pem;
}
