import type { Client } from '../../../app/contract/client.ts';
import type { DemoStep } from '../../../app/contract/ui/status.ts';
import type { UiContract } from '../../../app/contract/ui/ui-contract.ts';
import { type AppError, asAppError } from '../../../app/kernel/errors.ts';
import type { Cell } from '../../store/cell.ts';

export interface DemoSlice {
  readonly running: boolean;
  readonly steps: readonly DemoStep[];
  readonly error: AppError | null;
  readonly start: () => Promise<void>;
  readonly received: (step: DemoStep) => void;
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
    async start() {
      const { steps: before } = cell.get();
      cell.set({ running: true, steps: [], error: null });
      try {
        const { started } = await client.call('demo.start', {});
        // One is under way already: its next steps come behind those that are known of it.
        if (!started && cell.get().steps.length === 0) cell.set({ steps: before });
      } catch (error) {
        cell.set({ running: false, error: asAppError(error) });
      }
    },
    received(step) {
      const steps = step.step === 'connected' ? [step] : [...cell.get().steps, step];
      cell.set({ steps, running: !ENDS.has(step.step), error: null });
    },
    left: () => cell.set({ running: false }),
    signedOut: () => cell.set({ running: false, steps: [], error: null }),
  };
}
