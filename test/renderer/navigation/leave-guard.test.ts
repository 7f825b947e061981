import { describe, expect, it } from 'vitest';

import { createLeaveGuard } from '../../../renderer/navigation/leave-guard.ts';

describe('the leave guard', () => {
  it('stops nobody while nothing is held', () => {
    const guard = createLeaveGuard();
    expect(guard.stops('#/audit')).toBe(false);
    guard.hold(() => {})();
    expect(guard.holds()).toBe(false);
    expect(guard.stops('#/audit')).toBe(false);
  });

  it('tells the one who holds where the person wants to go', () => {
    const guard = createLeaveGuard();
    const wanted: string[] = [];
    guard.hold((hash) => wanted.push(hash));
    expect(guard.stops('#/audit')).toBe(true);
    expect(wanted).toEqual(['#/audit']);
  });

  it('lets nobody go but the one who holds', () => {
    const guard = createLeaveGuard();
    const first = guard.hold(() => {});
    guard.hold(() => {});
    first();
    expect(guard.holds()).toBe(true);
  });
});
