import type { z } from 'zod';

import type { vaultJob } from '../contract/tools/vault-tools.ts';
import { AppError } from '../kernel/errors.ts';
import type { Clock } from '../ports/clock.ts';

import { hold, standing, type From } from './hold.ts';
import type { ToolResult } from './plan.ts';
import { takeBack } from './take-back.ts';
import { resultOf, type Task } from './task.ts';
import type { TaskBook } from './task-book.ts';

/** `vault_job`: an agent goes on with a question or a command of its own. */
export async function answerJob(
  { book, clock }: { readonly book: TaskBook; readonly clock: Clock },
  { id, action }: z.output<(typeof vaultJob)['input']>,
  from: From,
): Promise<ToolResult> {
  const task = book.findById(id, from.caller.agent);
  if (task === undefined) {
    throw new AppError('not_found', 'There is no such question or command of yours.', {
      next: 'Results are kept for 10 minutes, output of commands for 30, and neither outlives a restart of Countersign. Make the call again if you still need it.',
    });
  }
  const { tool } = task;
  if (action === 'cancel') return cancel(task);
  if (action === 'output') {
    const printed = outputOf(task);
    if (!task.settled) return { ...standing(task), tool, ...printed };
    book.delivered(task);
    if (task.state.phase === 'failed') throw task.state.error;
    return { status: 'done', tool, ...printed };
  }
  task.handOver(); // Whoever asks by id came back for it: a cancelled wait takes nothing back.
  if (!(await hold(task, from, { clock, patient: true }))) return { ...standing(task), tool };
  book.delivered(task);
  return { status: 'done', tool, result: resultOf(task) };
}

function outputOf({ state }: Task): ToolResult {
  if (state.phase === 'running' && state.job !== null) return state.job.output();
  if (state.phase !== 'done') return {};
  const { stdout, stderr } = state.result;
  return { stdout, stderr };
}

async function cancel(task: Task): Promise<ToolResult> {
  if (task.settled || !(await takeBack(task))) {
    throw new AppError('conflict', 'This is over, or being carried out already.', {
      next: 'Use action "wait" for its result.',
    });
  }
  return { status: 'done', tool: task.tool, next: 'It was cancelled.' };
}
