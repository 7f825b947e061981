import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { isSettled, nextPhase, type ApprovalEvent, type ApprovalPhase } from '../../../app/domain/approval-state.ts';

import { rounds } from './rounds.ts';

const PHASES: readonly ApprovalPhase[] = [
  ...(['pending', 'approved', 'executing'] as const),
  ...(['done', 'failed', 'denied', 'expired', 'withdrawn', 'void'] as const),
];
const EVENTS: readonly ApprovalEvent[] = [
  ...(['approve', 'deny', 'expire', 'withdraw', 'lapse', 'begin', 'succeed', 'fail'] as const),
];

/** What is not here must change nothing. */
const STEPS = new Map<string, ApprovalPhase>([
  ['pending approve', 'approved'],
  ['pending deny', 'denied'],
  ['pending expire', 'expired'],
  ['pending withdraw', 'withdrawn'],
  ['pending lapse', 'void'],
  ['approved begin', 'executing'],
  ['approved expire', 'expired'],
  ['approved withdraw', 'withdrawn'],
  ['approved lapse', 'void'],
  ['executing succeed', 'done'],
  ['executing fail', 'failed'],
]);

describe('an approval', () => {
  const cases = PHASES.flatMap((phase) => EVENTS.map((event) => [phase, event] as const));
  it.each(cases)('that is %s, at %s, does what the table says', (phase, event) => {
    expect(nextPhase(phase, event)).toBe(STEPS.get(`${phase} ${event}`) ?? null);
  });

  it.each(PHASES)('is settled exactly when nothing changes it any more: %s', (phase) => {
    expect(isSettled(phase)).toBe(EVENTS.every((event) => nextPhase(phase, event) === null));
  });

  it('has at most one effect, only after a yes, in whatever order things happen', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...EVENTS), { maxLength: 20 }), (events) => {
        let phase: ApprovalPhase = 'pending';
        const taken: ApprovalEvent[] = [];
        for (const event of events) {
          const next = nextPhase(phase, event);
          if (next === null) continue;
          expect(isSettled(phase)).toBe(false);
          taken.push(event);
          phase = next;
        }
        const begins = taken.filter((event) => event === 'begin').length;
        expect(begins).toBeLessThanOrEqual(1);
        expect(begins === 0 || taken.slice(0, 2).join(' ') === 'approve begin').toBe(true);
        expect(!taken.includes('deny') || taken.length === 1).toBe(true);
      }),
      { numRuns: rounds(2000, 100_000) },
    );
  });
});
