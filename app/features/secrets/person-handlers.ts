import type { Caller, Handlers } from '../../contract/dispatch.ts';
import type { Place as ContractPlace } from '../../contract/ui/secrets.ts';
import type { UiContract } from '../../contract/ui/ui-contract.ts';
import { parseKey } from '../../domain/keys.ts';
import { entryName, parsePath, type Place } from '../../domain/paths.ts';
import type { Audit } from '../../gate/audit.ts';
import { AppError } from '../../kernel/errors.ts';
import type { EntryAddress } from '../../ports/vault.ts';

import { addressOf } from './locate.ts';
import { entryView } from './entry-view.ts';
import { restoreVersion, saveEntry } from './person-writes.ts';
import type { SecretsDeps } from './secrets-deps.ts';

export interface PersonDeps extends SecretsDeps {
  readonly audit: Audit;
  readonly agents: () => readonly string[];
}

type SecretCallNames = Extract<keyof Handlers<UiContract>, `secrets.${string}`>;

interface Target {
  readonly place: ContractPlace;
  readonly path: string;
}

/** What the person does with entries in the app: every effect and every revealed value is in the audit first. */
export function personHandlers(deps: PersonDeps): Pick<Handlers<UiContract>, SecretCallNames> {
  return {
    'secrets.places': async () => ({ places: await places(deps) }),
    'secrets.list': async ({ place, path }) => {
      const address = addressOf(deps, placeOf(place), parsePath(path, { allowTop: true }));
      return { names: [...(await deps.vault.list(address.mount, address.path))] };
    },
    'secrets.entry': async (target) => entryView(deps, { ...target, address: addressFor(deps, target) }),
    'secrets.reveal': async ({ key, version, purpose, ...target }, caller) => {
      const address = addressFor(deps, target);
      await intent(deps, caller, { action: 'secrets.reveal', target, keys: [key], detail: purpose });
      const { values } = await deps.vault.read(address, version);
      // Any name: other programs write keys such as `tls.crt`.
      const value = Object.hasOwn(values, key) ? values[key] : undefined;
      if (value === undefined) throw new AppError('not_found', 'This version has no such key.');
      return { value: value.reveal() };
    },
    'secrets.save': async ({ place, path, ...change }, caller) => {
      const target = { place, path };
      const keys = [...Object.keys(change.set).map(parseKey), ...change.remove];
      const address = addressFor(deps, target);
      await intent(deps, caller, { action: 'secrets.save', target, keys });
      return saveEntry(deps, address, change);
    },
    'secrets.delete': async (target, caller) => {
      const address = addressFor(deps, target);
      const { version } = await deps.vault.keys(address);
      await intent(deps, caller, { action: 'secrets.delete', target, keys: [] });
      await deps.vault.remove(address);
      deps.changed();
      return { version };
    },
    'secrets.undelete': async ({ version, ...target }, caller) => {
      const address = addressFor(deps, target);
      await intent(deps, caller, { action: 'secrets.undelete', target, keys: [], detail: `version ${version}` });
      await deps.vault.undelete(address, [version]);
      deps.changed();
      return { version };
    },
    'secrets.restore': async ({ version, cas, ...target }, caller) => {
      const address = addressFor(deps, target);
      await intent(deps, caller, { action: 'secrets.restore', target, keys: [], detail: `version ${version}` });
      return restoreVersion(deps, address, { version, cas });
    },
  };
}

async function places(deps: PersonDeps): Promise<ContractPlace[]> {
  // Agents that wrote once and were removed since still have entries: the server knows them.
  const stored = await deps.vault.list(deps.layout.mount, deps.layout.prefix);
  const withEntries = stored
    .filter((name) => name.endsWith('/') && !name.startsWith('_'))
    .map((name) => name.slice(0, -1));
  const agents = [...new Set([...deps.agents(), ...withEntries])].toSorted();
  return [{ kind: 'shared' }, ...agents.map((agent): ContractPlace => ({ kind: 'agent', agent }))];
}

function placeOf(place: ContractPlace): Place {
  if (place.kind === 'shared') return { kind: 'shared' };
  const agent = parsePath(place.agent);
  if (agent.includes('/') || agent.startsWith('_')) throw new AppError('invalid_path', 'This is not an agent.');
  return { kind: 'own', agent };
}

const addressFor = (deps: PersonDeps, { place, path }: Target): EntryAddress =>
  addressOf(deps, placeOf(place), parsePath(path));

async function intent(
  { audit }: PersonDeps,
  caller: Caller,
  { action, target, keys, detail }: { action: string; target: Target; keys: readonly string[]; detail?: string },
): Promise<void> {
  await audit.record({
    agent: 'person',
    action,
    outcome: 'intent',
    subject: entryName(placeOf(target.place), target.path),
    keys,
    detail,
    connection: caller.session,
  });
}
