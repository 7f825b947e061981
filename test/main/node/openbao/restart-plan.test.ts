import { expect, it } from 'vitest';

import { planRestart } from '../../../../main/node/openbao/restart-plan.ts';

const seconds = (...times: number[]): number[] => times.map((time) => time * 1000);

it('starts again after one second, then two, four and eight', () => {
  expect(planRestart(seconds(100))).toEqual({ kind: 'restart', delayMs: 1000 });
  expect(planRestart(seconds(100, 101))).toEqual({ kind: 'restart', delayMs: 2000 });
  expect(planRestart(seconds(100, 101, 103))).toEqual({ kind: 'restart', delayMs: 4000 });
  expect(planRestart(seconds(100, 101, 103, 107))).toEqual({ kind: 'restart', delayMs: 8000 });
});

it('never waits longer than a minute', () => {
  const slow = seconds(...Array.from({ length: 12 }, (_, index) => index * 20));
  expect(planRestart(slow).delayMs).toBe(60_000);
});

it('calls five deaths within a minute a failure and goes on slowly', () => {
  expect(planRestart(seconds(100, 101, 103, 107, 115))).toEqual({ kind: 'failed', delayMs: 60_000 });
  expect(planRestart(seconds(0, 16, 32, 48, 64)).kind).toBe('restart');
});

it('forgets deaths that lie far back', () => {
  expect(planRestart(seconds(100, 101, 103, 10_000))).toEqual({ kind: 'restart', delayMs: 1000 });
});
