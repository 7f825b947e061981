import type { Capability, Share } from '../../domain/policy.ts';
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
    const kept = this.#shares.filter((share) => share.agent !== agent || !paths.includes(share.path));
    await this.#save([...kept, ...paths.map((path) => ({ agent, path, capabilities, since }))]);
  }

  async remove(agent: string, path: string): Promise<boolean> {
    const kept = this.#shares.filter((share) => share.agent !== agent || share.path !== path);
    if (kept.length === this.#shares.length) return false;
    await this.#save(kept);
    return true;
  }

  async #save(shares: readonly Share[]): Promise<void> {
    await this.#deps.state.write('shares', { shares });
    this.#shares = shares;
    this.#deps.changed();
  }
}
