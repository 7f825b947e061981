import type { AgentKind } from '../domain/policy.ts';
import { AppError } from '../kernel/errors.ts';
import type { Clock } from '../ports/clock.ts';

/** So many calls at once to begin with, and so many more a second from then on. */
interface Rate {
  readonly burst: number;
  readonly perSecond: number;
}

export interface LimitSettings {
  readonly rates: Readonly<Record<AgentKind, Rate>>;
}

/** What a model asks for in one go is much at once and little over time; a script asks evenly. */
export const USUAL_LIMITS: LimitSettings = {
  rates: { assistant: { burst: 40, perSecond: 20 }, program: { burst: 60, perSecond: 1 } },
};

const MAX_CALLS_PER_AGENT = 8;
const MAX_CALLS = 64;
const MAX_ARGUMENT_BYTES = 16 * 1024 * 1024;
/** A flood is one line of the audit a minute, not thousands. */
const NOTE_EVERY_MS = 60_000;
/** As many agents are remembered; names cost nothing to invent. */
const MAX_KNOWN = 1000;

interface Known {
  tokens: number;
  /** When `tokens` was right. */
  at: number;
  calls: number;
  notedAt: number | null;
}

export interface CallOf {
  readonly agent: string;
  readonly kind: AgentKind;
  /** Of its arguments as JSON text, roughly. */
  readonly bytes: number;
}

export type Entry =
  | { readonly leave: () => void }
  /** `isNews` once a minute for an agent that goes on in spite of it. */
  | { readonly refusal: AppError; readonly isNews: boolean };

/** Bounds what agents ask, each over all doors and connections together, and all of them together. */
export class Limits {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #settings: LimitSettings;
  readonly #known = new Map<string, Known>();
  #calls = 0;
  #bytes = 0;

  constructor(clock: Pick<Clock, 'monotonic'>, settings: LimitSettings) {
    this.#clock = clock;
    this.#settings = settings;
  }

  enter(call: CallOf): Entry {
    const known = this.#knownOf(call);
    const refusal = this.#refusal(call, known);
    if (refusal !== null) return { refusal, isNews: this.#isNews(known) };
    known.tokens -= 1;
    known.calls += 1;
    this.#calls += 1;
    this.#bytes += call.bytes;
    let left = false;
    return {
      leave: () => {
        if (left) return;
        left = true;
        known.calls -= 1;
        this.#calls -= 1;
        this.#bytes -= call.bytes;
      },
    };
  }

  #refusal({ kind, bytes }: CallOf, known: Known): AppError | null {
    if (known.calls >= MAX_CALLS_PER_AGENT) return busy(`${MAX_CALLS_PER_AGENT} calls of yours are under way.`);
    if (this.#calls >= MAX_CALLS) return busy(`${MAX_CALLS} calls of all agents are under way.`);
    if (this.#bytes + bytes > MAX_ARGUMENT_BYTES) return busy('The calls under way hold too much already.');
    if (known.tokens >= 1) return null;
    const seconds = Math.ceil((1 - known.tokens) / this.#settings.rates[kind].perSecond);
    return new AppError('rate_limited', 'You call too often.', { next: `Wait ${seconds} s, then call again.` });
  }

  #knownOf({ agent, kind }: CallOf): Known {
    const { burst, perSecond } = this.#settings.rates[kind];
    const now = this.#clock.monotonic();
    const before = this.#known.get(agent);
    if (before === undefined) {
      this.#forgetIdle();
      const fresh = { tokens: burst, at: now, calls: 0, notedAt: null };
      this.#known.set(agent, fresh);
      return fresh;
    }
    before.tokens = Math.min(burst, before.tokens + ((now - before.at) / 1000) * perSecond);
    before.at = now;
    return before;
  }

  #isNews(known: Known): boolean {
    const now = this.#clock.monotonic();
    if (known.notedAt !== null && now - known.notedAt < NOTE_EVERY_MS) return false;
    known.notedAt = now;
    return true;
  }

  #forgetIdle(): void {
    if (this.#known.size < MAX_KNOWN) return;
    for (const [agent, { calls }] of this.#known) if (calls === 0) this.#known.delete(agent);
  }
}

const busy = (message: string): AppError =>
  new AppError('busy', message, { next: 'Wait until one of them is over, then call again.' });
