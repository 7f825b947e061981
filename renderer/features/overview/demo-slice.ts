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
}

const ENDS: ReadonlySet<DemoStep['step']> = new Set(['finished', 'denied', 'failed']);

export function createDemoSlice(client: Client<UiContract>, cell: Cell<DemoSlice>): DemoSlice {
  return {
    running: false,
    steps: [],
    error: null,
    async start() {
      cell.set({ running: true, steps: [], error: null });
      try {
        // Where one is under way already, its next steps arrive here too.
        await client.call('demo.start', {});
      } catch (error) {
        cell.set({ running: false, error: asAppError(error) });
      }
    },
    received(step) {
      const steps = step.step === 'connected' ? [step] : [...cell.get().steps, step];
      cell.set({ steps, running: !ENDS.has(step.step), error: null });
    },
  };
}
