import type { Client } from '../../../app/contract/client.ts';
import type { Approval } from '../../../app/contract/ui/approvals.ts';
import type { DemoStep } from '../../../app/contract/ui/status.ts';
import type { UiContract } from '../../../app/contract/ui/ui-contract.ts';
import { type AppError, asAppError } from '../../../app/kernel/errors.ts';
import type { Cell } from '../../store/cell.ts';

export interface DemoSlice {
  readonly running: boolean;
  readonly steps: readonly DemoStep[];
  readonly error: AppError | null;
  /** The request whose output is among the steps, where that is certain. */
  readonly shownRun: Approval['id'] | null;
  readonly start: () => Promise<void>;
  readonly received: (step: DemoStep) => void;
  readonly showsRun: (id: Approval['id']) => void;
  /** The core is away: its last step may never arrive here. Should another one arrive, it runs on. */
  readonly left: () => void;
  /** The session is over, and what ran in it. */
  readonly signedOut: () => void;
}

const ENDS: ReadonlySet<DemoStep['step']> = new Set(['finished', 'denied', 'failed']);

export function createDemoSlice(client: Client<UiContract>, cell: Cell<DemoSlice>): DemoSlice {
  return {
    running: false,
    steps: [],
    error: null,
    shownRun: null,
    async start() {
      const { steps: before } = cell.get();
      cell.set({ running: true, steps: [], error: null, shownRun: null });
      try {
        const { started } = await client.call('demo.start', {});
        // One is under way already: its next steps come behind those that are known of it.
        if (!started && cell.get().steps.length === 0) cell.set({ steps: before });
      } catch (error) {
        cell.set({ running: false, error: asAppError(error) });
      }
    },
    received(step) {
      const { steps, shownRun } = cell.get();
      const anew = step.step === 'connected';
      cell.set({
        steps: anew ? [step] : [...steps, step],
        running: !ENDS.has(step.step),
        error: null,
        shownRun: anew ? null : shownRun,
      });
    },
    showsRun: (id) => cell.set({ shownRun: id }),
    left: () => cell.set({ running: false }),
    signedOut: () => cell.set({ running: false, steps: [], error: null, shownRun: null }),
  };
}
