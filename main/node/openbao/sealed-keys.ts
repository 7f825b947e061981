import type { KeyObject } from 'node:crypto';
import { createCipheriv, createDecipheriv, createPrivateKey, generateKeyPairSync, hkdfSync } from 'node:crypto';
import { access, readFile } from 'node:fs/promises';

import { replaceFile } from '../state/replace-file.ts';
import { z } from 'zod';

import { AppError } from '../../../app/kernel/errors.ts';
import { Secret } from '../../../app/kernel/secret.ts';
import type { Keychain } from '../../../app/ports/keychain.ts';
import type { Random } from '../../../app/ports/random.ts';
import type { Layout } from './layout.ts';

export interface OpenBaoKeys {
  /** 32 bytes as hexadecimal digits: opens the data, and nothing else does. */
  readonly sealKey: Secret;
  /** Signs the app's logins. */
  readonly signingKey: KeyObject;
}

const sealedFile = z.strictObject({
  version: z.literal(1),
  salt: z.base64(),
  nonce: z.base64(),
  tag: z.base64(),
  content: z.base64(),
});

const content = z.strictObject({ sealKey: z.string().regex(/^[0-9a-f]{64}$/), signingKey: z.string() });

const PURPOSE = 'countersign/openbao/keys/1';

/**
 * The keys of this home, made at the first start. They are never made twice: new keys would leave all data shut for good,
 * so whatever cannot be read is an error and stays as it is.
 */
export async function loadOrCreateKeys(
  { keychain, random }: { readonly keychain: Keychain; readonly random: Random },
  { keys, marker }: Pick<Layout, 'keys' | 'marker'>,
): Promise<OpenBaoKeys> {
  const installKey = await keychain.installKey();
  const text = await readIfThere(keys);
  if (text !== null) return open(text, installKey, keys);
  if (await exists(marker)) {
    throw new AppError('unavailable', `${keys} is missing: without it the secrets in OpenBao cannot be opened.`, {
      next: 'Bring that file back from a backup, or move the whole openbao folder away to begin anew.',
    });
  }
  return create(random, installKey, keys);
}

async function create(random: Random, installKey: Secret, file: string): Promise<OpenBaoKeys> {
  const sealKey = Buffer.from(random.bytes(32)).toString('hex');
  const signingKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const pem = signingKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const salt = Buffer.from(random.bytes(16));
  const nonce = Buffer.from(random.bytes(12));
  const cipher = createCipheriv('aes-256-gcm', deriveKey(installKey, salt), nonce).setAAD(Buffer.from(PURPOSE));
  const sealed = Buffer.concat([cipher.update(JSON.stringify({ sealKey, signingKey: pem })), cipher.final()]);
  const record: z.infer<typeof sealedFile> = {
    version: 1,
    salt: salt.toString('base64'),
    nonce: nonce.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    content: sealed.toString('base64'),
  };
  await replaceFile(file, `${JSON.stringify(record)}\n`);
  return { sealKey: new Secret(sealKey), signingKey };
}

function open(text: string, installKey: Secret, file: string): OpenBaoKeys {
  try {
    const record = sealedFile.parse(JSON.parse(text));
    const key = deriveKey(installKey, Buffer.from(record.salt, 'base64'));
    const nonce = Buffer.from(record.nonce, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 })
      .setAAD(Buffer.from(PURPOSE))
      .setAuthTag(Buffer.from(record.tag, 'base64'));
    const opened = Buffer.concat([decipher.update(Buffer.from(record.content, 'base64')), decipher.final()]);
    const { sealKey, signingKey } = content.parse(JSON.parse(opened.toString('utf8')));
    return { sealKey: new Secret(sealKey), signingKey: createPrivateKey(signingKey) };
  } catch {
    // Without the cause: a parser's message could quote what it parsed.
    throw new AppError('unavailable', `${file} cannot be opened: it is damaged, or the install key is another one.`, {
      next: 'Bring back the install key or that file from a backup. Nothing was changed.',
    });
  }
}

const deriveKey = (installKey: Secret, salt: Buffer): Buffer =>
  Buffer.from(hkdfSync('sha256', Buffer.from(installKey.reveal(), 'hex'), salt, PURPOSE, 32));

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isAbsence(error)) return null;
    throw new AppError('unavailable', `${file} cannot be read.`, {
      next: 'Look at the rights of that file. Nothing was changed.',
      cause: error,
    });
  }
}

const exists = async (file: string): Promise<boolean> => {
  try {
    await access(file);
    return true;
  } catch (error) {
    // What cannot be looked at counts as there: the other answer would make new keys.
    return !isAbsence(error);
  }
};

const isAbsence = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'ENOENT';
