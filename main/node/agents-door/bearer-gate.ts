import type { AgentDoor } from '../../../app/contract/agent-door.ts';
import { AppError } from '../../../app/kernel/errors.ts';
import type { AgentId } from '../../../app/kernel/ids.ts';
import type { Clock } from '../../../app/ports/clock.ts';
import type { HttpRefusal } from './http-refusal.ts';
import { refusalOf, unauthenticated } from './http-refusal.ts';

const WINDOW_MS = 60_000;
const FREE_FAILURES = 10;
const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 8_000;
/** Answers held back at once: more would let a guesser use up the connections of others. */
const MAX_HELD = 32;

export type BearerVerdict = { readonly agent: AgentId } | { readonly refusal: HttpRefusal };

/**
 * Tells whose key it is. After 10 wrong keys in a minute each further wrong one is answered later and later; a right key is
 * never held back, so that one program's mistake does not stop the others.
 */
export class BearerGate {
  readonly #deps: { readonly door: AgentDoor; readonly clock: Clock };
  #failures: number[] = [];
  readonly #held = new Set<() => void>();

  constructor(deps: { readonly door: AgentDoor; readonly clock: Clock }) {
    this.#deps = deps;
  }

  async check(key: string): Promise<BearerVerdict> {
    const agent = await this.#deps.door.authenticate(key);
    if (agent !== null) return { agent };
    const delay = this.#failed();
    if (delay === 0) return { refusal: unauthenticated() };
    if (this.#held.size >= MAX_HELD) return { refusal: tooManyFailures() };
    await this.#hold(delay);
    return { refusal: unauthenticated() };
  }

  /** Answers whatever is held back at once. */
  stop(): void {
    for (const release of this.#held) release();
  }

  #failed(): number {
    const now = this.#deps.clock.monotonic();
    this.#failures = [...this.#failures.filter((at) => now - at < WINDOW_MS).slice(1 - 2 * FREE_FAILURES), now];
    const over = this.#failures.length - FREE_FAILURES;
    return over <= 0 ? 0 : Math.min(FIRST_DELAY_MS * 2 ** (over - 1), LONGEST_DELAY_MS);
  }

  async #hold(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const release = () => {
        cancel();
        this.#held.delete(release);
        resolve();
      };
      const cancel = this.#deps.clock.after(ms, release);
      this.#held.add(release);
    });
  }
}

const tooManyFailures = (): HttpRefusal =>
  refusalOf(
    new AppError('rate_limited', 'Too many wrong keys.', {
      next: 'Wait a minute, then use a key that the person made.',
    }),
    { 'retry-after': '60' },
  );
