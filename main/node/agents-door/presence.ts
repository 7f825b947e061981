import type { Clock } from '../../../app/ports/clock.ts';

/** Counts who uses something and tells once when nobody did for a while. */
export class Presence {
  readonly #clock: Clock;
  readonly #idleMs: number;
  readonly #gone: () => void;
  #users = 0;
  #stopped = false;
  #cancel: () => void;
  #usedAt: number;

  constructor(clock: Clock, idleMs: number, gone: () => void) {
    this.#clock = clock;
    this.#idleMs = idleMs;
    this.#gone = gone;
    this.#usedAt = clock.monotonic();
    this.#cancel = clock.after(idleMs, gone);
  }

  get busy(): boolean {
    return this.#users > 0;
  }

  get usedAt(): number {
    return this.#usedAt;
  }

  /** Returns what to call, once, when this use ends. */
  enter(): () => void {
    this.#cancel();
    this.#users += 1;
    this.#usedAt = this.#clock.monotonic();
    return () => {
      this.#users -= 1;
      this.#usedAt = this.#clock.monotonic();
      if (this.#users === 0 && !this.#stopped) this.#cancel = this.#clock.after(this.#idleMs, this.#gone);
    };
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }
}
