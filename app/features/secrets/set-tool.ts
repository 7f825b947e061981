import type { z } from 'zod';

import type { AgentCaller } from '../../contract/agent-door.ts';
import { vaultSet } from '../../contract/tools/vault-tools.ts';
import type { DangerFlag } from '../../contract/ui/approvals.ts';
import type { Change } from '../../domain/difference.ts';
import { generateValue } from '../../domain/generate.ts';
import { parseKey } from '../../domain/keys.ts';
import { entryName, type Place } from '../../domain/paths.ts';
import { judge } from '../../domain/policy.ts';
import { parsePathReference, type PathReference } from '../../domain/references.ts';
import { checkValue, MAX_VALUE_BYTES } from '../../domain/values.ts';
import { agentTool, forbidden, type AgentTool, type Outcome, type Plan, type ToolResult } from '../../gate/plan.ts';
import { AppError } from '../../kernel/errors.ts';
import { Secret } from '../../kernel/secret.ts';

import { addressOf, orNull } from './locate.ts';
import type { SecretsDeps } from './secrets-deps.ts';
import { subjectOf } from './subject.ts';
import { planWrite, type PlannedWrite } from './write-plan.ts';

type Input = z.output<(typeof vaultSet)['input']>;

export const setTool = (deps: SecretsDeps): AgentTool =>
  agentTool(vaultSet, {
    mayWait: (input) => input.dry_run !== true,
    about: ({ path }) => parsePathReference(path).path,
    plan: (input, caller) => plan(deps, input, caller),
  });

async function plan(deps: SecretsDeps, input: Input, caller: AgentCaller): Promise<Plan> {
  const reference = parsePathReference(input.path);
  const { path } = reference;
  const { set, generated } = wantedValues(deps, input, caller);
  const place = await placeToWrite(deps, caller.agent, reference);
  const common = { capability: 'write', subject: entryName(place, path), keys: Object.keys(set) } as const;
  const effect = judge(subjectOf(deps, caller), { capability: 'write', place, path }, deps.sharesOf(caller.agent));
  if (effect === 'deny') return forbidden(common);
  const write = await planWrite(deps, { place, path, set, generated, mode: input.mode ?? 'merge', cas: input.cas });
  if (input.dry_run === true) {
    return {
      ...common,
      effect: 'allow',
      dryRun: true,
      delivery: 'answer',
      ask: null,
      run: async () => ({ dry_run: true, path, version: write.toVersion, changes: changesOf(write) }),
      outcome: () => ({ kind: 'listed' }),
    };
  }
  return {
    ...common,
    effect,
    delivery: 'effect',
    ask: {
      question: write.question,
      flags: flagsOf(write, place),
      binding: write.binding,
      offers: ['once'],
      shareScopes: [],
      recovery: write.recovery,
    },
    run: async () => {
      const { version, createdAt } = await write.carryOut();
      return { path, version, created_at: createdAt, changes: changesOf(write) };
    },
    outcome: (result: ToolResult): Outcome => ({
      kind: 'written',
      ...(typeof result['version'] === 'number' ? { version: result['version'] } : {}),
    }),
  };
}

/** The values to write. Random ones are made now, so that what is approved is what is written. */
function wantedValues(
  deps: SecretsDeps,
  { data }: Input,
  caller: AgentCaller,
): { readonly set: Readonly<Record<string, Secret>>; readonly generated: ReadonlySet<string> } {
  const limit = caller.door === 'command' ? MAX_VALUE_BYTES.person : MAX_VALUE_BYTES[deps.kindOf(caller.agent)];
  const generated = new Set<string>();
  const pairs = Object.entries(data).map(([name, wanted]) => {
    const key = parseKey(name);
    if (typeof wanted !== 'string') generated.add(key);
    const value = typeof wanted === 'string' ? wanted : generateValue(deps.random, wanted.generate);
    checkValue(key, value, limit);
    return [key, new Secret(value)] as const;
  });
  if (pairs.length === 0) {
    throw new AppError('bad_input', 'There is nothing to write.', { next: 'Pass at least one key in data.' });
  }
  return { set: Object.fromEntries(pairs), generated };
}

/**
 * An agent writes to its own namespace unless the path says otherwise. A name that the shared space holds already is
 * refused there: the two could not be told apart when they are used.
 */
async function placeToWrite(deps: SecretsDeps, agent: string, reference: PathReference): Promise<Place> {
  const own: Place = { kind: 'own', agent };
  const shared: Place = { kind: 'shared' };
  if (reference.forced !== null) return reference.forced === 'own' ? own : shared;
  const shadowed = await orNull(deps.vault.keys(addressOf(deps, shared, reference.path)));
  if (shadowed === null) return own;
  const existing = await orNull(deps.vault.keys(addressOf(deps, own, reference.path)));
  if (existing === null) throw taken(reference.path);
  return own;
}

const taken = (path: string): AppError =>
  new AppError('ambiguous_reference', 'The shared space has an entry of this name: the two could not be told apart.', {
    next: `Choose another path. To have both, write own:${path}; whoever uses it then says own: or shared:.`,
  });

/** A key that stays the same counts as changed: telling them apart would let an agent try out guesses at a value. */
const changesOf = ({ differences }: PlannedWrite): Readonly<Record<'added' | 'changed' | 'removed', string[]>> => {
  const of = (...wanted: readonly Change[]): string[] =>
    differences.filter(({ change }) => wanted.includes(change)).map(({ key }) => key);
  return { added: of('added'), changed: of('changed', 'same'), removed: of('removed') };
};

function flagsOf(write: PlannedWrite, place: Place): readonly DangerFlag[] {
  const flags = new Set<DangerFlag>(write.question.keys.flatMap(({ flags: own }) => own));
  if (write.question.mode === 'replace' && write.question.action === 'update') flags.add('replaces_all_keys');
  if (write.differences.some(({ change }) => change === 'removed')) flags.add('removes_keys');
  if (place.kind === 'shared') flags.add('shared_entry');
  return [...flags];
}
