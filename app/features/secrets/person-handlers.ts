import type { Caller, Handlers } from '../../contract/dispatch.ts';
import type { Place as ContractPlace } from '../../contract/ui/secrets.ts';
import type { UiContract } from '../../contract/ui/ui-contract.ts';
import { parseKey } from '../../domain/keys.ts';
import { entryName, parsePath, type Place } from '../../domain/paths.ts';
import type { Audit } from '../../gate/audit.ts';
import { audited } from '../../gate/audited.ts';
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
    'secrets.reveal': ({ key, version, purpose, ...target }, caller) =>
      acted(deps, caller, {
        action: 'secrets.reveal',
        target,
        keys: [key],
        detail: purpose,
        async run(address) {
          const { values } = await deps.vault.read(address, version);
          // Any name: other programs write keys such as `tls.crt`.
          const value = Object.hasOwn(values, key) ? values[key] : undefined;
          if (value === undefined) throw new AppError('not_found', 'This version has no such key.');
          return { value: value.reveal() };
        },
      }),
    ...changes(deps),
  };
}

type ChangeNames = 'secrets.save' | 'secrets.delete' | 'secrets.undelete' | 'secrets.restore';

function changes(deps: PersonDeps): Pick<Handlers<UiContract>, ChangeNames> {
  return {
    'secrets.save': async ({ place, path, ...change }, caller) =>
      acted(deps, caller, {
        action: 'secrets.save',
        target: { place, path },
        keys: [...Object.keys(change.set).map(parseKey), ...change.remove],
        run: (address) => saveEntry(deps, address, change),
      }),
    'secrets.delete': async (target, caller) => {
      const { version } = await deps.vault.keys(addressFor(deps, target));
      return acted(deps, caller, {
        action: 'secrets.delete',
        target,
        async run(address) {
          await deps.vault.remove(address);
          deps.changed();
          return { version };
        },
      });
    },
    'secrets.undelete': ({ version, ...target }, caller) =>
      acted(deps, caller, {
        action: 'secrets.undelete',
        target,
        detail: `version ${version}`,
        async run(address) {
          await deps.vault.undelete(address, [version]);
          deps.changed();
          return { version };
        },
      }),
    'secrets.restore': ({ version, cas, ...target }, caller) =>
      acted(deps, caller, {
        action: 'secrets.restore',
        target,
        detail: `version ${version}`,
        run: (address) => restoreVersion(deps, address, { version, cas }),
      }),
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

interface Deed<T> {
  readonly action: string;
  readonly target: Target;
  readonly keys?: readonly string[];
  readonly detail?: string;
  run(address: EntryAddress): Promise<T>;
}

async function acted<T>(deps: PersonDeps, caller: Caller, { target, ...deed }: Deed<T>): Promise<T> {
  const address = addressFor(deps, target);
  const subject = entryName(placeOf(target.place), target.path);
  const { action, keys, detail } = deed;
  const event = { agent: 'person', action, subject, keys, detail, connection: caller.session };
  return audited(deps.audit, event, { run: () => deed.run(address) });
}
