import type { Clock, Turns } from '../../app/ports/clock.ts';

interface Timer {
  readonly due: number;
  readonly action: () => void;
  handle: NodeJS.Timeout;
}

export interface OffsetClock extends Clock, Turns {
  /** Lets this much time pass at once; timers that fall due run. */
  advance(ms: number): void;
}

/** Real time plus what a test lets pass: everything else goes on as it would. */
export function offsetClock(): OffsetClock {
  let offset = 0;
  const timers = new Set<Timer>();
  const monotonic = (): number => performance.now() + offset;
  const arm = (timer: Timer): void => {
    timer.handle = setTimeout(
      () => {
        timers.delete(timer);
        timer.action();
      },
      Math.max(0, timer.due - monotonic()),
    );
  };
  return {
    now: () => Date.now() + offset,
    monotonic,
    after(ms, action) {
      const timer: Timer = { due: monotonic() + ms, action, handle: setTimeout(() => undefined, 0) };
      clearTimeout(timer.handle);
      timers.add(timer);
      arm(timer);
      return () => {
        clearTimeout(timer.handle);
        timers.delete(timer);
      };
    },
    nextTurn: () => new Promise((resolve) => setImmediate(resolve)),
    advance(ms) {
      offset += ms;
      for (const timer of timers) {
        clearTimeout(timer.handle);
        arm(timer);
      }
    },
  };
}
