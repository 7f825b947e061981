import { z } from 'zod';

import type { Question } from '../../contract/ui/approvals.ts';
import { differenceOf, type KeyDifference } from '../../domain/difference.ts';
import { placeName, type Place } from '../../domain/paths.ts';
import { roundedSize, valueFlags } from '../../domain/values.ts';
import type { Outcome } from '../../gate/plan.ts';
import { AppError } from '../../kernel/errors.ts';
import { canonicalJson, type Json } from '../../kernel/json.ts';
import type { Secret } from '../../kernel/secret.ts';
import type { Digests } from '../../ports/crypto.ts';
import type { EntryAddress, WriteResult } from '../../ports/vault.ts';

import { addressOf, orNull } from './locate.ts';
import type { SecretsDeps } from './secrets-deps.ts';

/** Errors after which the write may have happened all the same. */
const UNKNOWN_OUTCOME: ReadonlySet<string> = new Set(['unavailable', 'vault_error']);

type Values = Readonly<Record<string, Secret>>;

export interface WriteWanted {
  readonly place: Place;
  readonly path: string;
  readonly set: Values;
  readonly generated: ReadonlySet<string>;
  readonly mode: 'merge' | 'replace';
  readonly cas: number | undefined;
}

export interface PlannedWrite {
  readonly differences: readonly KeyDifference[];
  readonly question: Extract<Question, { kind: 'write' }>;
  readonly toVersion: number;
  readonly binding: Json;
  readonly recovery: Json;
  carryOut(): Promise<WriteResult>;
}

const recovery = z.strictObject({
  kind: z.literal('write'),
  mount: z.string(),
  path: z.string(),
  version: z.number(),
  content: z.string(),
});

/** Compares with what is there now and freezes the write: it happens on exactly that version or not at all. */
export async function planWrite(deps: SecretsDeps, wanted: WriteWanted): Promise<PlannedWrite> {
  const { place, path, set, mode } = wanted;
  const address = addressOf(deps, place, path);
  const before = await currentState(deps, address);
  if (wanted.cas !== undefined && wanted.cas !== before.version) {
    throw new AppError('conflict', `The current version is ${before.version}, not ${wanted.cas}.`, {
      next: 'Call vault_get, look at what changed, then write again.',
    });
  }
  const differences = differenceOf({
    before: before.values,
    set,
    mode,
    same: (a, b) => a.reveal() === b.reveal(),
  });
  const content: Values = mode === 'merge' ? { ...before.values, ...set } : set;
  const toVersion = before.version + 1;
  return {
    differences,
    toVersion,
    question: {
      kind: 'write',
      action: before.version === 0 ? 'create' : 'update',
      mode,
      place: placeName(place),
      path,
      keys: differences.map(({ key, change }) => keyChange(key, change, wanted)),
      fromVersion: before.version,
      toVersion,
    },
    binding: bindingOf(deps.digests, wanted, before.version),
    recovery: {
      kind: 'write',
      mount: address.mount,
      path: address.path,
      version: toVersion,
      content: contentDigest(deps.digests, content),
    },
    async carryOut() {
      if (before.version > 0) await mustStandAsPlanned(deps, address, before);
      const written = await writeOrLook(deps, address, { content, cas: before.version });
      deps.changed();
      return written;
    },
  };
}

/**
 * Deleting and undeleting leave the version number as it is, so `cas` alone would bring back keys that were deleted since,
 * or drop keys that came back.
 */
async function mustStandAsPlanned(
  { vault }: Pick<SecretsDeps, 'vault'>,
  address: EntryAddress,
  { isAlive }: State,
): Promise<void> {
  const isAliveNow = (await orNull(vault.keys(address))) !== null;
  if (isAliveNow === isAlive) return;
  throw new AppError('conflict', `The entry was ${isAliveNow ? 'restored' : 'deleted'} after this write was planned.`, {
    next: 'Call vault_get, look at what changed, then write again.',
  });
}

/** What a yes covers: values as keyed digests, so that neither journal nor memory needs them to compare. */
const bindingOf = (digests: Digests, { place, path, mode, set }: WriteWanted, cas: number): Json => ({
  place: placeName(place),
  path,
  mode,
  cas,
  values: Object.fromEntries(Object.entries(set).map(([key, value]) => [key, digests.keyed('value', value.reveal())])),
});

/** After a crash in the middle of a write: the version is there with exactly this content, or it did not happen. */
export async function confirmWrite(deps: Pick<SecretsDeps, 'vault' | 'digests'>, text: Json): Promise<Outcome | null> {
  const parsed = recovery.safeParse(text);
  if (!parsed.success) return null;
  const { mount, path, version, content } = parsed.data;
  const entry = await orNull(deps.vault.read({ mount, path }, version));
  return entry !== null && contentDigest(deps.digests, entry.values) === content
    ? { kind: 'written', version }
    : { kind: 'error', message: 'Countersign stopped before this was written.' };
}

/** When the answer to a write got lost, the server is asked what is there now: a write is never simply repeated. */
async function writeOrLook(
  { vault, digests }: Pick<SecretsDeps, 'vault' | 'digests'>,
  address: EntryAddress,
  { content, cas }: { readonly content: Values; readonly cas: number },
): Promise<WriteResult> {
  try {
    return await vault.write(address, content, cas);
  } catch (error) {
    if (!(error instanceof AppError) || !UNKNOWN_OUTCOME.has(error.code)) throw error;
    const entry = await vault.read(address, cas + 1).catch(() => null); // The first error is the one to report.
    if (entry === null || contentDigest(digests, entry.values) !== contentDigest(digests, content)) throw error;
    return { version: entry.version, createdAt: entry.createdAt };
  }
}

const contentDigest = (digests: Digests, values: Values): string =>
  digests.keyed(
    'value',
    canonicalJson(Object.fromEntries(Object.entries(values).map(([key, value]) => [key, value.reveal()]))),
  );

interface State {
  readonly version: number;
  readonly values: Values;
  readonly isAlive: boolean;
}

async function currentState(deps: SecretsDeps, address: EntryAddress): Promise<State> {
  const entry = await orNull(deps.vault.read(address));
  if (entry !== null) return { version: entry.version, values: entry.values, isAlive: true };
  // Deleted, or never there: a deleted entry still counts its versions.
  const metadata = await orNull(deps.vault.metadata(address));
  return { version: metadata?.currentVersion ?? 0, values: {}, isAlive: false };
}

function keyChange(
  key: string,
  change: KeyDifference['change'],
  { set, generated }: WriteWanted,
): PlannedWrite['question']['keys'][number] {
  const value = Object.hasOwn(set, key) ? set[key] : undefined; // Other keys of the entry may have any name.
  if (value === undefined) return { key, change, flags: [] };
  return {
    key,
    change,
    size: roundedSize(value.reveal()),
    ...(generated.has(key) ? { generated: true } : {}),
    flags: [...valueFlags(value.reveal())],
  };
}
