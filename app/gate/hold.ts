import type { CallContext } from '../contract/agent-door.ts';
import { AppError } from '../kernel/errors.ts';
import type { Clock } from '../ports/clock.ts';

import type { ToolResult } from './plan.ts';
import { takeBack } from './take-back.ts';
import { resultOf, type Task } from './task.ts';

const PROGRESS_MS = 10_000;

/**
 * Holds a call until its task settles, the hold ends, or the client goes away, and says where things stand.
 * A patient call waits for the end of a command that runs in the background too. A client that goes away before it heard `pending` takes its question back.
 */
export async function hold(
  task: Task,
  context: CallContext,
  { clock, patient = false }: { readonly clock: Clock; readonly patient?: boolean },
): Promise<ToolResult> {
  task.enter();
  const ended = await waitForNews(task, context, { clock, patient });
  task.leave();
  if (ended === 'cancelled') {
    if (!task.handedOver && task.waiters === 0) await takeBack(task);
    throw new AppError('withdrawn', 'The call was cancelled.');
  }
  const { state } = task;
  if (state.phase === 'done' || state.phase === 'failed') return { status: 'done', ...resultOf(state) };
  task.handOver();
  return standing(task);
}

const runsInBackground = ({ state }: Task): boolean => state.phase === 'running' && state.job?.background === true;

function waitForNews(
  task: Task,
  context: CallContext,
  { clock, patient }: { readonly clock: Clock; readonly patient: boolean },
): Promise<'settled' | 'held' | 'cancelled'> {
  if (task.settled) return Promise.resolve('settled');
  if (runsInBackground(task) && !patient) return Promise.resolve('held');
  return new Promise((resolve) => {
    const stops: (() => void)[] = [];
    const finish = (how: 'settled' | 'held' | 'cancelled'): void => {
      for (const stop of stops) stop();
      resolve(how);
    };
    const tick = (): void => {
      context.progress(task.state.phase === 'running' ? 'The command is running.' : 'Waiting for the person.');
      stops[0] = clock.after(PROGRESS_MS, tick);
    };
    stops.push(
      clock.after(PROGRESS_MS, tick),
      clock.after(context.holdMs, () => finish('held')),
      context.onCancel(() => finish('cancelled')),
      task.onChange(() => {
        if (task.settled) finish('settled');
        else if (runsInBackground(task) && !patient) finish('held');
      }),
    );
  });
}

/** What an agent is told about a task that goes on. */
export function standing(task: Task): ToolResult {
  const { state } = task;
  if (state.phase === 'running' && state.job !== null) {
    return {
      status: 'running',
      job: state.job.id,
      next: 'Call vault_job with this job: action "wait" for the end, "output" for what it printed so far, "cancel" to end it.',
    };
  }
  const approval = state.phase === 'asking' || state.phase === 'running' ? state.approval : null;
  return {
    status: 'pending',
    ...(approval === null ? {} : { approval_id: approval.id, expires_at: new Date(approval.expiresAt).toISOString() }),
    next: 'The person has not answered yet. Call vault_job with this approval_id and action "wait", or repeat the same call.',
  };
}
