import { z } from 'zod';

import { inTurn } from '../../kernel/in-turn.ts';
import type { Clock } from '../../ports/clock.ts';
import type { StateStore } from '../../ports/state.ts';

const DOCUMENT = 'pauses';

const content = z.object({
  all: z.number().nullable(),
  agents: z.array(z.object({ agent: z.string(), since: z.number() })),
});
type Content = z.infer<typeof content>;

export interface PausesDeps {
  readonly state: StateStore;
  readonly clock: Pick<Clock, 'now'>;
  readonly changed: () => void;
}

/** One agent by its id, or null for all of them, those that are not known yet included. */
export type Whom = string | null;

/** Whom the person stopped. It outlives a restart: nobody is let on by an app that crashed. */
export class Pauses {
  readonly #deps: PausesDeps;
  #content: Content;
  readonly #inTurn = inTurn();

  private constructor(deps: PausesDeps, found: Content) {
    this.#deps = deps;
    this.#content = found;
  }

  static async open(deps: PausesDeps): Promise<Pauses> {
    const found = content.safeParse(await deps.state.read(DOCUMENT));
    if (found.success) return new Pauses(deps, found.data);
    // Everywhere else what does not count is as if it were not there. Here that would let on whom the person stopped.
    const tampered = deps.state.damaged().includes(DOCUMENT);
    return new Pauses(deps, { all: tampered ? deps.clock.now() : null, agents: [] });
  }

  isPaused(agent: string): boolean {
    return this.#content.all !== null || this.of(agent) !== undefined;
  }

  /** Since when all of them are; undefined where nobody paused all. */
  all(): number | undefined {
    return this.#content.all ?? undefined;
  }

  /** Since when this one by itself. */
  of(agent: string): number | undefined {
    return this.#content.agents.find((pause) => pause.agent === agent)?.since;
  }

  /** Counts at once, also where it cannot be written: then it holds for this run. False where it was so already. */
  async pause(whom: Whom): Promise<boolean> {
    if (whom === null ? this.#content.all !== null : this.of(whom) !== undefined) return false;
    this.#content = paused(this.#content, whom, this.#deps.clock.now());
    this.#deps.changed();
    await this.#write(() => this.#content);
    return true;
  }

  /** Counts once it is written. False where nobody was paused. */
  async resume(whom: Whom): Promise<boolean> {
    if (whom === null ? this.#content.all === null : this.of(whom) === undefined) return false;
    await this.#write(() => resumed(this.#content, whom));
    this.#content = resumed(this.#content, whom);
    this.#deps.changed();
    return true;
  }

  #write(wanted: () => Content): Promise<void> {
    return this.#inTurn(() => this.#deps.state.write(DOCUMENT, wanted()));
  }
}

const paused = ({ all, agents }: Content, whom: Whom, since: number): Content =>
  whom === null ? { all: since, agents } : { all, agents: [...agents, { agent: whom, since }] };

const resumed = ({ all, agents }: Content, whom: Whom): Content =>
  whom === null ? { all: null, agents } : { all, agents: agents.filter(({ agent }) => agent !== whom) };
