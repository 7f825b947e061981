import type { z } from 'zod';

import type { AgentCaller } from '../../contract/agent-door.ts';
import { vaultList } from '../../contract/tools/vault-tools.ts';
import { entryName, isWithin, placeName, type Place } from '../../domain/paths.ts';
import { judge, type Share } from '../../domain/policy.ts';
import { parsePathReference } from '../../domain/references.ts';
import { agentTool, type AgentTool, type Plan } from '../../gate/plan.ts';

import { addressOf, orNull } from './locate.ts';
import type { SecretsDeps } from './secrets-deps.ts';
import { subjectOf } from './subject.ts';
import { visibleNames, walk, type Found, type Scope } from './walk.ts';

type Input = z.output<(typeof vaultList)['input']>;

const PAGE = 100;
/** Where the person is asked for each page: one yes has to show all that they may have. */
const PAGE_FOR_A_YES = 5000;

export const listTool = (deps: SecretsDeps): AgentTool =>
  agentTool(vaultList, {
    mayWait: (input) => input.path?.startsWith('shared:') === true,
    plan: (input, caller) => plan(deps, input, caller),
  });

const SHARED: Place = { kind: 'shared' };

async function plan(deps: SecretsDeps, input: Input, caller: AgentCaller): Promise<Plan> {
  const { forced, path } = parsePathReference(input.path ?? '', { allowTop: true });
  const shares = deps.sharesOf(caller.agent).filter(({ capabilities }) => capabilities.includes('list'));
  const own: Place = { kind: 'own', agent: caller.agent };
  const subject = subjectOf(deps, caller);
  // The command may ask for all of it, however little was shared with it already.
  const isBeyondShares = subject.isCommand && !shares.some((share) => isWithin(path, share.path));
  const wholeShared = forced === 'shared' && (shares.length === 0 || isBeyondShares);
  const scopes: readonly Scope[] = [
    ...(forced === 'shared' ? [] : [{ place: own, shares: null }]),
    ...(forced === 'own' ? [] : sharedScope(shares, wholeShared)),
  ];
  const place = forced === 'shared' ? SHARED : own;
  const question = { kind: 'list', place: placeName(place), path } as const;
  return {
    effect: wholeShared ? judge(subject, { capability: 'list', place, path }, []) : 'allow',
    capability: 'list',
    subject: entryName(place, path),
    keys: [],
    delivery: 'answer',
    ask: {
      question,
      flags: [],
      binding: { place: question.place, path },
      offers: ['once', 'fifteen_minutes'],
      shareScopes: [],
    },
    run: () =>
      page(deps, scopes, {
        path,
        recursive: input.recursive === true,
        cursor: input.cursor,
        most: wholeShared ? PAGE_FOR_A_YES : PAGE,
      }),
    outcome: () => ({ kind: 'listed' }),
  };
}

const sharedScope = (shares: readonly Share[], whole: boolean): readonly Scope[] => {
  if (whole) return [{ place: SHARED, shares: null }];
  return shares.length === 0 ? [] : [{ place: SHARED, shares }];
};

interface PageWanted {
  readonly path: string;
  readonly recursive: boolean;
  readonly cursor: string | undefined;
  readonly most: number;
}

async function page(
  deps: SecretsDeps,
  scopes: readonly Scope[],
  { path, recursive, cursor, most }: PageWanted,
): Promise<Readonly<Record<string, unknown>>> {
  const folders = new Set<string>();
  const found: Found[] = [];
  const start = readCursor(cursor);
  for (const [index, scope] of scopes.entries()) {
    if (index < start.scope) continue;
    const after = index === start.scope ? start.after : null;
    if (!recursive && after === null) for (const name of await foldersBelow(deps, scope, path)) folders.add(name);
    for await (const entry of recursive ? walk(deps, scope, { path, after }) : directly(deps, scope, { path, after })) {
      found.push(entry);
      if (found.length < most) continue;
      return { ...(await described(deps, found, folders)), cursor: `${index}:${entry.path}` };
    }
  }
  return described(deps, found, folders);
}

/** `scope:path` of the last entry given. Anything else starts at the beginning: a cursor grants nothing. */
function readCursor(cursor: string | undefined): { readonly scope: number; readonly after: string | null } {
  const match = /^([01]):(.*)$/.exec(cursor ?? '');
  return match === null ? { scope: 0, after: null } : { scope: Number(match[1]), after: match[2] ?? null };
}

async function foldersBelow(deps: SecretsDeps, scope: Scope, path: string): Promise<readonly string[]> {
  const names = await visibleNames(deps, scope, path);
  return names.filter((name) => name.endsWith('/'));
}

async function* directly(
  deps: SecretsDeps,
  scope: Scope,
  { path, after }: { readonly path: string; readonly after: string | null },
): AsyncGenerator<Found> {
  for (const name of await visibleNames(deps, scope, path)) {
    const below = path === '' ? name : `${path}/${name}`;
    if (!name.endsWith('/') && (after === null || below > after)) yield { place: scope.place, path: below };
  }
}

async function described(
  deps: SecretsDeps,
  found: readonly Found[],
  folders: ReadonlySet<string>,
): Promise<Readonly<Record<string, unknown>>> {
  const entries: Readonly<Record<string, unknown>>[] = [];
  for (let start = 0; start < found.length; start += PAGE) {
    // The next hundred wait, so that none of them times out behind the others.
    entries.push(...(await Promise.all(found.slice(start, start + PAGE).map((entry) => describedEntry(deps, entry)))));
  }
  return { entries, folders: [...folders].toSorted() };
}

async function describedEntry(deps: SecretsDeps, { place, path }: Found): Promise<Readonly<Record<string, unknown>>> {
  const entry = await orNull(deps.vault.keys(addressOf(deps, place, path)));
  return { path, place: place.kind, ...(entry === null ? {} : { keys: entry.keys, version: entry.version }) };
}
