import type { Capability, Share } from '../../domain/policy.ts';
import { inTurn } from '../../kernel/in-turn.ts';
import type { Clock } from '../../ports/clock.ts';
import type { StateStore } from '../../ports/state.ts';

import { sharesDocument } from './agent-record.ts';

export interface SharesDeps {
  readonly state: StateStore;
  readonly clock: Clock;
  readonly changed: () => void;
}

/** Parts of the shared space that the person opened for an agent. */
export class Shares {
  readonly #deps: SharesDeps;
  #shares: readonly Share[];
  readonly #inTurn = inTurn();

  private constructor(deps: SharesDeps, shares: readonly Share[]) {
    this.#deps = deps;
    this.#shares = shares;
  }

  static async open(deps: SharesDeps): Promise<Shares> {
    const document = sharesDocument.safeParse(await deps.state.read('shares'));
    return new Shares(deps, document.success ? document.data.shares : []);
  }

  all(): readonly Share[] {
    return this.#shares;
  }

  of(agent: string): readonly Share[] {
    return this.#shares.filter((share) => share.agent === agent);
  }

  async add({
    agent,
    paths,
    list,
  }: {
    readonly agent: string;
    readonly paths: readonly string[];
    readonly list: boolean;
  }): Promise<void> {
    const capabilities: readonly Capability[] = list ? ['use', 'list'] : ['use'];
    const since = this.#deps.clock.now();
    const added = paths.map((path) => ({ agent, path, capabilities, since }));
    await this.#change((shares) => [
      ...shares.filter((share) => share.agent !== agent || !paths.includes(share.path)),
      ...added,
    ]);
  }

  /** Whether there was such a share. */
  remove(agent: string, path: string): Promise<boolean> {
    return this.#change((shares) => {
      const kept = shares.filter((share) => share.agent !== agent || share.path !== path);
      return kept.length === shares.length ? null : kept;
    });
  }

  /**
   * One change after the other, each made from what the one before left: a share counts only once it is on disk, so two at
   * once would start from the same. Null changes nothing.
   */
  #change(change: (shares: readonly Share[]) => readonly Share[] | null): Promise<boolean> {
    return this.#inTurn(async () => {
      const shares = change(this.#shares);
      if (shares === null) return false;
      await this.#deps.state.write('shares', { shares });
      this.#shares = shares;
      this.#deps.changed();
      return true;
    });
  }
}
