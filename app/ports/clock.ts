import type { Instant } from '../kernel/ids.ts';

export type Cancel = () => void;

/** Time as the core sees it. Expiry uses `monotonic`, so that a changed wall clock revives nothing. */
export interface Clock {
  /** Wall clock, milliseconds since 1970: for showing and for the audit. */
  now(): Instant;
  /** Milliseconds since an arbitrary start; never goes back. */
  monotonic(): number;
  /** Runs `action` once after `ms` milliseconds unless cancelled. */
  after(ms: number, action: () => void): Cancel;
}

export interface Turns {
  /** Resolves when what is ready to run and to be sent has had its turn. */
  nextTurn(): Promise<void>;
}
