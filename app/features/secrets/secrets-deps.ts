import type { Layout } from '../../domain/paths.ts';
import type { AgentKind, Share } from '../../domain/policy.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Digests } from '../../ports/crypto.ts';
import type { Random } from '../../ports/random.ts';
import type { Vault } from '../../ports/vault.ts';

export interface SecretsDeps {
  readonly vault: Vault;
  readonly layout: Layout;
  readonly digests: Digests;
  readonly random: Random;
  readonly clock: Clock;
  readonly kindOf: (agent: string) => AgentKind;
  readonly sharesOf: (agent: string) => readonly Share[];
  /** Entries changed: screens ask again. */
  readonly changed: () => void;
}
