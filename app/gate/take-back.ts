import type { Task } from './task.ts';

/** Withdraws the task's question, or ends its command; what is being written now goes on. */
export async function takeBack(task: Task): Promise<void> {
  const { state } = task;
  if (state.phase === 'asking') await state.approval.withdraw();
  if (state.phase === 'running') state.job?.end();
}
