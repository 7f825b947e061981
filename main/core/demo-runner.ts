import type { DemoStep } from '../../app/contract/ui/status.ts';

/** The demonstration client: one at a time. */
export interface DemoRunner {
  /** False where one is under way. */
  start(onStep: (step: DemoStep) => void): boolean;
  stop(): Promise<void>;
}
