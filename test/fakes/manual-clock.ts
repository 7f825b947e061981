import type { Clock, Turns } from '../../app/ports/clock.ts';

export interface ManualClock extends Clock, Turns {
  /** Lets time pass: what is due runs in order, and promises in between settle. */
  advance(ms: number): Promise<void>;
  /** Changes the wall clock only, as a person or NTP would. */
  setWallClock(now: number): void;
  /** Timers that still wait. */
  waiting(): number;
}

interface Timer {
  readonly at: number;
  readonly action: () => void;
}

const START = Date.UTC(2026, 10, 21, 12);

export function createManualClock(start: number = START): ManualClock {
  let monotonic = 0;
  let offset = start;
  let timers: Timer[] = [];

  const runNext = (until: number): boolean => {
    const [next] = timers.filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at);
    if (next === undefined) return false;
    timers = timers.filter((timer) => timer !== next);
    monotonic = Math.max(monotonic, next.at);
    next.action();
    return true;
  };

  return {
    now: () => offset + monotonic,
    monotonic: () => monotonic,
    after(ms, action) {
      const timer = { at: monotonic + ms, action };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    nextTurn: settled,
    async advance(ms) {
      const until = monotonic + ms;
      while (runNext(until)) await settled();
      monotonic = until;
      await settled();
    },
    setWallClock: (now) => {
      offset = now - monotonic;
    },
    waiting: () => timers.length,
  };
}

/** Promises that were ready run before this resolves. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
