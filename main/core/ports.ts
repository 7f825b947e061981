import type { Clock } from '../../app/ports/clock.ts';
import type { Digests } from '../../app/ports/crypto.ts';
import type { Keychain } from '../../app/ports/keychain.ts';
import type { Log } from '../../app/ports/log.ts';
import type { Processes } from '../../app/ports/processes.ts';
import type { Random } from '../../app/ports/random.ts';
import type { Journal, StateStore } from '../../app/ports/state.ts';
import type { AuditTrail } from '../../app/features/audit/audit-trail.ts';

/** Everything the core needs of the world. */
export interface CorePorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly keychain: Keychain;
  readonly digests: Digests;
  readonly state: StateStore;
  readonly journal: Journal;
  readonly trail: AuditTrail;
  readonly processes: Processes & { stopAll(): Promise<void>; endLeftOvers(): Promise<number> };
  /** Waits for what is being written and lets go of the files. */
  close(): Promise<void>;
  readonly reportBug: (error: unknown, where: string) => void;
}
