import type { AgentCaller, CallContext } from '../contract/agent-door.ts';
import { AppError } from '../kernel/errors.ts';
import type { Clock } from '../ports/clock.ts';

import type { ToolResult } from './plan.ts';
import { takeBack } from './take-back.ts';
import type { Task, TaskState } from './task.ts';

/** Soon for people at a terminal, who must learn where to answer. */
const FIRST_PROGRESS_MS = 1_000;
const PROGRESS_MS = 10_000;

const UNDER_WAY = 'It is being carried out.';
const PROGRESS: Readonly<Record<TaskState['phase'], string>> = {
  planning: 'Waiting for the server.',
  asking: 'Waiting for the person.',
  running: UNDER_WAY,
  done: UNDER_WAY,
  failed: UNDER_WAY,
};

/** Who calls, and how long the call may be held. */
export interface From {
  readonly caller: AgentCaller;
  readonly context: CallContext;
}

/**
 * Holds a call until its task settles, the hold ends, or the client goes away. True when the task has settled.
 * A patient call waits for the end of a command that runs in the background too. A client that goes away before it
 * heard `pending` takes its question back.
 */
export async function hold(
  task: Task,
  { caller, context }: From,
  { clock, patient = false }: { readonly clock: Clock; readonly patient?: boolean },
): Promise<boolean> {
  task.enter(caller.connection);
  const ended = await waitForNews(task, context, { clock, patient });
  task.leave(caller.connection);
  if (ended === 'cancelled') {
    if (!task.handedOver && task.waiters === 0) await takeBack(task);
    throw new AppError('withdrawn', 'The call was cancelled.');
  }
  if (!task.settled) task.handOver();
  return task.settled;
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
      context.progress(PROGRESS[task.state.phase]);
      stops[0] = clock.after(PROGRESS_MS, tick);
    };
    stops.push(
      clock.after(FIRST_PROGRESS_MS, tick),
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
  if (approval === null) {
    return { status: 'pending', next: 'The server has not answered yet. Repeat the same call for the result.' };
  }
  return {
    status: 'pending',
    approval_id: approval.id,
    expires_at: new Date(approval.expiresAt).toISOString(),
    next:
      state.phase === 'running'
        ? 'The person approved; it is being carried out. Call vault_job with this approval_id and action "wait".'
        : 'The person has not answered yet. Call vault_job with this approval_id and action "wait", or repeat the same call.',
  };
}
