import type { Task } from './task.ts';

/**
 * Withdraws the task's question, or ends its command. False where there is nothing to take back: what is being written
 * now goes on, and what has not come to a question or a command yet stops before it.
 */
export async function takeBack(task: Task): Promise<boolean> {
  const { state } = task;
  if (state.phase === 'asking') {
    task.markTakenBack(true); // At once: the same call must not join a question that is on its way out.
    task.markTakenBack(await state.approval.withdraw());
  } else if (state.phase === 'running' && state.job !== null) {
    task.markTakenBack(true);
    state.job.end();
  }
  if (!task.takenBack) task.abandon();
  return task.takenBack;
}
