import type { Clock } from '../../ports/clock.ts';

/** "Same request for 15 minutes." */
const GRANT_MS = 15 * 60_000;

export interface Grant {
  readonly id: string;
  readonly agent: string;
  readonly tool: string;
  /** For people: the entry or command it covers. */
  readonly subject: string;
  readonly digest: string;
  /** Wall clock. It is over when either clock says so: one of them stands still while the machine sleeps. */
  readonly expiresAt: number;
}

/** Remembered yeses. In memory only: they die with lock, sleep and restart. */
export class Grants {
  readonly #clock: Clock;
  readonly #changed: () => void;
  readonly #live = new Map<string, { readonly grant: Grant; readonly ends: number }>();

  constructor(clock: Clock, changed: () => void) {
    this.#clock = clock;
    this.#changed = changed;
  }

  add(grant: Omit<Grant, 'expiresAt'>): void {
    this.#live.set(grant.id, {
      grant: { ...grant, expiresAt: this.#clock.now() + GRANT_MS },
      ends: this.#clock.monotonic() + GRANT_MS,
    });
    this.#changed();
  }

  /** The id of the grant that covers exactly this. */
  covering(agent: string, tool: string, digest: string): string | null {
    const found = this.list().find((grant) => grant.agent === agent && grant.tool === tool && grant.digest === digest);
    return found?.id ?? null;
  }

  list(): readonly Grant[] {
    for (const [id, { ends, grant }] of this.#live) {
      if (ends <= this.#clock.monotonic() || grant.expiresAt <= this.#clock.now()) this.#live.delete(id);
    }
    return [...this.#live.values()].map(({ grant }) => grant);
  }

  end(id: string): boolean {
    const ended = this.#live.delete(id);
    if (ended) this.#changed();
    return ended;
  }

  /** Those of one agent, or all. Tells how many. */
  endAll(agent: string | null): number {
    const found = this.list().filter((grant) => agent === null || grant.agent === agent);
    for (const { id } of found) this.end(id);
    return found.length;
  }

  clear(): void {
    this.#live.clear();
  }
}
