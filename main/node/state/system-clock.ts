import type { Clock, Turns } from '../../../app/ports/clock.ts';

/** The longest that one timer of Node can wait. */
const LONGEST_MS = 2 ** 31 - 1;

export const systemClock = (): Clock & Turns => ({
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, action) {
    let timer: NodeJS.Timeout;
    const wait = (left: number): void => {
      const step = Math.min(left, LONGEST_MS);
      timer = setTimeout(() => (left > step ? wait(left - step) : action()), step);
    };
    wait(ms);
    return () => clearTimeout(timer);
  },
  nextTurn: () => new Promise((resolve) => setImmediate(resolve)),
});
