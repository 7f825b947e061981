import type { Place } from '../../domain/paths.ts';
import type { AgentKind, Share } from '../../domain/policy.ts';
import type { PathReference } from '../../domain/references.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Digests } from '../../ports/crypto.ts';
import type { Processes } from '../../ports/processes.ts';
import type { Random } from '../../ports/random.ts';
import type { EntryAddress, EntryKeys, Vault } from '../../ports/vault.ts';

export interface UsableEntry {
  readonly place: Place;
  readonly path: string;
  readonly address: EntryAddress;
  readonly entry: EntryKeys;
}

export interface RunDeps {
  readonly vault: Pick<Vault, 'read'>;
  readonly processes: Processes;
  readonly clock: Clock;
  readonly random: Random;
  readonly digests: Digests;
  readonly kindOf: (agent: string) => AgentKind;
  readonly sharesOf: (agent: string) => readonly Share[];
  /** Looks an entry up for use. Throws `not_found` and `ambiguous_reference`. */
  readonly find: (agent: string, reference: PathReference) => Promise<UsableEntry>;
  /** PATH for agents whose door reports none. */
  readonly defaultPath: string;
}
