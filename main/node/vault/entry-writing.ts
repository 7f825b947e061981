import type { AppError } from '../../../app/kernel/errors.ts';
import type { Secret } from '../../../app/kernel/secret.ts';
import type { EntryAddress, Vault, WriteResult } from '../../../app/ports/vault.ts';
import { metadataAnswer, parseJson, writeAnswer } from './answers.ts';
import { entryPath } from './api-path.ts';
import { type Connection, contentOf, isSuccess, mustSucceed } from './connection.ts';
import { conflict } from './errors.ts';
import { bodyOf } from './members.ts';
import type { Answer } from './node-vault-client.ts';
import { isPlainAbsence } from './server-wording.ts';

export const writingOver = (connection: Connection): Pick<Vault, 'write' | 'remove' | 'undelete' | 'annotate'> => ({
  write: (address, values, cas) => write(connection, address, { values, cas }),
  remove: (address, versions) => remove(connection, address, versions),
  async undelete(address, versions) {
    const path = entryPath('undelete', address);
    await mustSucceed(connection, await connection.send({ verb: 'write', path, body: { versions } }), 'write');
  },
  annotate: (address, custom) => annotate(connection, address, custom),
});

interface Change {
  readonly values: Readonly<Record<string, Secret>>;
  readonly cas: number;
}

async function write(connection: Connection, address: EntryAddress, { values, cas }: Change): Promise<WriteResult> {
  const data = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, bodyOf(value)]));
  const answer = await connection.send({
    verb: 'write',
    path: entryPath('data', address),
    body: { data, options: { cas } },
  });
  if (answer.status === 400) throw await refusedWrite(connection, address, { answer, cas });
  const content = await contentOf(connection, answer, { schema: writeAnswer, situation: 'write' });
  return { version: content.data.version, createdAt: content.data.created_time };
}

/** A server may word a mismatch in its own way; the version itself then tells. */
async function refusedWrite(
  connection: Connection,
  address: EntryAddress,
  { answer, cas }: { readonly answer: Answer; readonly cas: number },
): Promise<AppError> {
  const refusal = await connection.refusal(answer, 'write');
  if (refusal.code !== 'vault_error') return refusal;
  const current = await connection.send({ verb: 'read', path: entryPath('metadata', address) }).catch(() => null);
  if (current === null) return refusal;
  const version = isPlainAbsence(current)
    ? 0
    : metadataAnswer.safeParse(parseJson(current.text)).data?.data.current_version;
  return version === undefined || version === cas ? refusal : conflict();
}

async function remove(connection: Connection, address: EntryAddress, versions?: readonly number[]): Promise<void> {
  const answer = await connection.send(
    versions === undefined
      ? { verb: 'delete', path: entryPath('data', address) }
      : { verb: 'write', path: entryPath('delete', address), body: { versions } },
  );
  await mustSucceed(connection, answer, 'write');
}

type Notes = Readonly<Record<string, string | null>>;

async function annotate(connection: Connection, address: EntryAddress, custom: Notes): Promise<void> {
  const path = entryPath('metadata', address);
  const answer = await connection.send({ verb: 'patch', path, body: { custom_metadata: custom } });
  if (isSuccess(answer)) return;
  if (!mayLackPatch(answer)) throw await connection.refusal(answer, 'write');
  const merged = merge(await customOf(connection, path), custom);
  const posted = await connection.send({ verb: 'write', path, body: { custom_metadata: merged } });
  await mustSucceed(connection, posted, 'write');
}

/** Absent metadata (404), a server without PATCH (405), a policy without the capability `patch` (403). */
const mayLackPatch = ({ status }: Answer): boolean => status === 404 || status === 405 || status === 403;

async function customOf(connection: Connection, path: string): Promise<Readonly<Record<string, string>>> {
  const answer = await connection.send({ verb: 'read', path });
  if (isPlainAbsence(answer)) return {};
  const { data } = await contentOf(connection, answer, { schema: metadataAnswer, situation: 'write' });
  return data.custom_metadata;
}

const merge = (present: Readonly<Record<string, string>>, notes: Notes): Record<string, string> =>
  Object.fromEntries(
    Object.entries({ ...present, ...notes }).flatMap(([name, text]) => (text === null ? [] : [[name, text]])),
  );
