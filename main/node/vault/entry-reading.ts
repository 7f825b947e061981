import type { z } from 'zod';

import type {
  EntryAddress,
  EntryData,
  EntryKeys,
  EntryMetadata,
  Vault,
  VersionInfo,
} from '../../../app/ports/vault.ts';
import { dataAnswer, listAnswer, metadataAnswer, parseJson, subkeysAnswer } from './answers.ts';
import { entryPath, folderPath } from './api-path.ts';
import { type Connection, contentOf } from './connection.ts';
import { notFound } from './errors.ts';
import { memberOf } from './members.ts';
import type { Answer } from './node-vault-client.ts';
import { isPlainAbsence } from './server-wording.ts';

type VersionAnswer = z.output<typeof metadataAnswer>['data']['versions'][string];

export const readingOver = (connection: Connection): Pick<Vault, 'list' | 'metadata' | 'keys' | 'read'> => ({
  list: (mount, prefix) => list(connection, mount, prefix),
  metadata: (address) => metadata(connection, address),
  keys: (address, version) => keys(connection, address, version),
  read: (address, version) => read(connection, address, version),
});

async function list(connection: Connection, mount: string, prefix: string): Promise<readonly string[]> {
  const answer = await connection.send({ verb: 'list', path: folderPath(mount, prefix) });
  if (isPlainAbsence(answer)) return [];
  const content = await contentOf(connection, answer, { schema: listAnswer, situation: 'list' });
  return content.data.keys;
}

async function metadata(connection: Connection, address: EntryAddress): Promise<EntryMetadata> {
  const answer = await connection.send({ verb: 'read', path: entryPath('metadata', address) });
  const { data } = await contentOf(connection, answer, { schema: metadataAnswer, situation: 'read' });
  const now = Date.now();
  const versions = Object.entries(data.versions).map(([version, info]) => versionInfo(Number(version), info, now));
  return {
    currentVersion: data.current_version,
    createdAt: data.created_time,
    updatedAt: data.updated_time,
    versions: versions.toSorted((a, b) => b.version - a.version),
    custom: data.custom_metadata,
  };
}

function versionInfo(version: number, info: VersionAnswer, now: number): VersionInfo {
  const known = { version, createdAt: info.created_time, destroyed: info.destroyed };
  // `delete_version_after` sets a time to come: not deleted yet.
  return Date.parse(info.deletion_time) <= now ? { ...known, deletedAt: info.deletion_time } : known;
}

async function keys(connection: Connection, address: EntryAddress, version?: number): Promise<EntryKeys> {
  const path = entryPath('subkeys', address);
  const answer = await connection.send({ verb: 'read', path: `${path}?depth=1${versionQuery('&', version)}` });
  if (lacksSubkeys(answer)) {
    const { values, ...rest } = await read(connection, address, version);
    return { ...rest, keys: Object.keys(values) };
  }
  const { data } = await contentOf(connection, answer, { schema: subkeysAnswer, situation: 'read' });
  if (data.subkeys === null) throw notFound('read');
  return { ...about(data.metadata), keys: Object.keys(data.subkeys) };
}

/**
 * An older server knows no `subkeys`, and a policy made before it allows `data` alone. A deleted version is a 404 with
 * metadata, so what else is a 404 other than plain absence speaks of the route.
 */
function lacksSubkeys(answer: Answer): boolean {
  if (answer.status === 403 || answer.status === 405) return true;
  return answer.status === 404 && !isPlainAbsence(answer) && !isDeleted(answer);
}

const isDeleted = (answer: Answer): boolean => subkeysAnswer.safeParse(parseJson(answer.text)).success;

async function read(connection: Connection, address: EntryAddress, version?: number): Promise<EntryData> {
  const answer = await connection.send({
    verb: 'read',
    path: `${entryPath('data', address)}${versionQuery('?', version)}`,
  });
  const content = await contentOf(connection, answer, { schema: dataAnswer, situation: 'read' });
  const { data, metadata: versionMetadata } = content.data;
  if (data === null) throw notFound('read');
  const values = Object.fromEntries(Object.entries(data).map(([key, value]) => [key, memberOf(value)]));
  return { ...about(versionMetadata), values };
}

const versionQuery = (separator: '?' | '&', version: number | undefined): string =>
  version === undefined ? '' : `${separator}version=${version}`;

const about = (metadataOfVersion: z.output<typeof dataAnswer>['data']['metadata']) => ({
  version: metadataOfVersion.version,
  createdAt: metadataOfVersion.created_time,
  custom: metadataOfVersion.custom_metadata,
});
