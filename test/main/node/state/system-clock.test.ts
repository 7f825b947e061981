import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { systemClock } from '../../../../main/node/state/system-clock.ts';

const DAY = 86_400_000;

describe('the system clock', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('runs an action once, not before its time', () => {
    const action = vi.fn<() => void>();
    systemClock().after(1000, action);
    vi.advanceTimersByTime(999);
    expect(action).not.toHaveBeenCalled();
    vi.advanceTimersByTime(5000);
    expect(action).toHaveBeenCalledTimes(1);
  });

  it('waits longer than one timer of the engine can', () => {
    const action = vi.fn<() => void>();
    systemClock().after(90 * DAY, action);
    vi.advanceTimersByTime(90 * DAY - 1);
    expect(action).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(action).toHaveBeenCalledTimes(1);
  });

  it('leaves no timer behind when cancelled, also in the middle of a long wait', () => {
    const cancel = systemClock().after(90 * DAY, () => expect.unreachable());
    vi.advanceTimersByTime(60 * DAY);
    cancel();
    expect(vi.getTimerCount()).toBe(0);
  });
});
