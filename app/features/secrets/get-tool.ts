import type { z } from 'zod';

import type { AgentCaller } from '../../contract/agent-door.ts';
import { vaultGet } from '../../contract/tools/vault-tools.ts';
import { parseKey } from '../../domain/keys.ts';
import { entryName, placeName, type Place } from '../../domain/paths.ts';
import { judge, type Capability } from '../../domain/policy.ts';
import { parsePathReference, type PathReference } from '../../domain/references.ts';
import { agentTool, forbidden, type AgentTool, type Plan } from '../../gate/plan.ts';
import { AppError } from '../../kernel/errors.ts';
import type { EntryMetadata } from '../../ports/vault.ts';

import { addressOf, locate, orNull, placesFor } from './locate.ts';
import type { SecretsDeps } from './secrets-deps.ts';
import { subjectOf } from './subject.ts';

type Input = z.output<(typeof vaultGet)['input']>;

export const getTool = (deps: SecretsDeps): AgentTool =>
  agentTool(vaultGet, {
    mayWait: (input) => input.reveal === true || input.path.startsWith('shared:'),
    about: ({ path }) => parsePathReference(path).path,
    plan: (input, caller) => (input.reveal === true ? planReveal(deps, input, caller) : planLook(deps, input, caller)),
  });

/** Key names and version. The entry is read when the plan runs, so that the audit knows of it first. */
async function planLook(deps: SecretsDeps, input: Input, caller: AgentCaller): Promise<Plan> {
  const reference = parsePathReference(input.path);
  const { version } = input;
  const place = await placeToLook(deps, caller.agent, { reference, version });
  const { path } = reference;
  return {
    effect: judge(subjectOf(deps, caller), { capability: 'list', place, path }, deps.sharesOf(caller.agent)),
    capability: 'list',
    subject: entryName(place, path),
    keys: [],
    delivery: 'answer',
    ask: {
      question: { kind: 'list', place: placeName(place), path },
      flags: place.kind === 'shared' ? ['shared_entry'] : [],
      binding: { place: placeName(place), path },
      offers: ['once', 'fifteen_minutes'],
      shareScopes: [],
    },
    run: () => look(deps, { place, path, version, history: input.history === true }),
    outcome: () => ({ kind: 'listed' }),
  };
}

/** One place needs no look-up: the read itself says whether the entry exists. */
async function placeToLook(
  deps: SecretsDeps,
  agent: string,
  { reference, version }: { readonly reference: PathReference; readonly version: number | undefined },
): Promise<Place> {
  const capability: Capability = 'list';
  const [first, ...others] = placesFor(deps, agent, { reference, capability });
  if (first !== undefined && others.length === 0) return first;
  return (await locate(deps, agent, { reference, capability, version })).place;
}

interface Look {
  readonly place: Place;
  readonly path: string;
  readonly version: number | undefined;
  readonly history: boolean;
}

/** One request. All versions only where they were asked for, or where the one looked at was deleted and they say why. */
async function look(
  deps: SecretsDeps,
  { place, path, version, history }: Look,
): Promise<Readonly<Record<string, unknown>>> {
  const address = addressOf(deps, place, path);
  const named = { path, place: place.kind };
  const [entry, metadata] = await Promise.all([
    orNull(deps.vault.keys(address, version)),
    history ? deps.vault.metadata(address) : null,
  ]);
  if (entry === null) {
    const { currentVersion, createdAt, versions } = metadata ?? (await deps.vault.metadata(address));
    const lookedAt = versions.find(({ version: known }) => known === (version ?? currentVersion));
    if (version !== undefined && lookedAt === undefined) throw noSuchVersion(version);
    return {
      ...named,
      version: version ?? currentVersion,
      created_at: lookedAt?.createdAt ?? createdAt,
      keys: [],
      versions: described(versions),
    };
  }
  return {
    ...named,
    version: entry.version,
    created_at: entry.createdAt,
    keys: entry.keys,
    ...(metadata === null ? {} : { versions: described(metadata.versions) }),
  };
}

const described = (versions: EntryMetadata['versions']): readonly unknown[] =>
  versions.map(({ version, createdAt, deletedAt, destroyed }) => ({
    version,
    created_at: createdAt,
    ...(deletedAt === undefined ? {} : { deleted_at: deletedAt }),
    destroyed,
  }));

/** The values themselves: always asked, for this very call, and the version shown is the version read. */
async function planReveal(deps: SecretsDeps, input: Input, caller: AgentCaller): Promise<Plan> {
  const reference = parsePathReference(input.path);
  const refused = refusedReveal(deps, reference, caller);
  if (refused !== null) return refused;
  const located = await locate(deps, caller.agent, { reference, capability: 'read', version: input.version });
  const { place, path, address, entry } = located;
  const { version } = entry;
  const wanted = input.keys?.map(parseKey) ?? entry.keys;
  const missing = wanted.find((key) => !entry.keys.includes(key));
  if (missing !== undefined) throw noSuchKey(missing);
  return {
    effect: judge(subjectOf(deps, caller), { capability: 'read', place, path }, deps.sharesOf(caller.agent)),
    capability: 'read',
    subject: entryName(place, path),
    keys: wanted,
    delivery: 'answer',
    ask: {
      question: { kind: 'read', place: placeName(place), path, keys: [...wanted], version },
      flags: place.kind === 'shared' ? ['goes_to_model', 'shared_entry'] : ['goes_to_model'],
      binding: { place: placeName(place), path, keys: [...wanted], version },
      offers: ['once'],
      shareScopes: [],
    },
    run: async () => {
      const { values, createdAt } = await deps.vault.read(address, version);
      const revealed = wanted.map((key) => {
        const value = values[key];
        if (value === undefined) throw noSuchKey(key);
        return [key, value.reveal()] as const;
      });
      return {
        path,
        place: place.kind,
        version,
        created_at: createdAt,
        keys: wanted,
        values: Object.fromEntries(revealed),
      };
    },
    outcome: () => ({ kind: 'read', version }),
  };
}

/** Null where some place may be read. */
function refusedReveal(deps: SecretsDeps, reference: PathReference, caller: AgentCaller): Plan | null {
  const { path } = reference;
  const places = placesFor(deps, caller.agent, { reference, capability: 'read' });
  const judged = places.map((place) =>
    judge(subjectOf(deps, caller), { capability: 'read', place, path }, deps.sharesOf(caller.agent)),
  );
  const [first] = places;
  if (first === undefined || judged.some((effect) => effect !== 'deny')) return null;
  return forbidden({ capability: 'read', subject: entryName(first, path), keys: [] });
}

const noSuchVersion = (version: number): AppError =>
  new AppError('not_found', `The entry has no version ${version}.`, {
    next: 'Call vault_get with history: true for its versions.',
  });

const noSuchKey = (key: string): AppError =>
  new AppError('not_found', `The entry has no key ${key}.`, { next: 'Call vault_get for its key names.' });
