import type { z } from 'zod';

import type { AgentCaller, CallContext } from '../contract/agent-door.ts';
import type { vaultJob } from '../contract/tools/vault-tools.ts';
import { AppError } from '../kernel/errors.ts';
import type { Clock } from '../ports/clock.ts';

import { hold, standing } from './hold.ts';
import type { ToolResult } from './plan.ts';
import { takeBack } from './take-back.ts';
import { resultOf, type Task } from './task.ts';
import type { TaskBook } from './task-book.ts';

interface From {
  readonly caller: AgentCaller;
  readonly context: CallContext;
  readonly clock: Clock;
}

/** `vault_job`: an agent goes on with a question or a command of its own. */
export async function answerJob(
  book: TaskBook,
  { id, action }: z.output<(typeof vaultJob)['input']>,
  { caller, context, clock }: From,
): Promise<ToolResult> {
  const task = book.findById(id, caller.agent);
  if (task === undefined) {
    throw new AppError('not_found', 'There is no such question or command of yours.', {
      next: 'Results are kept for 10 minutes, output of commands for 30. Make the call again if you still need it.',
    });
  }
  if (action === 'output') return { ...stateOf(task), tool: task.tool, ...outputOf(task) };
  if (action === 'cancel') return cancel(task);
  task.handOver(); // Whoever asks by id came back for it: a cancelled wait takes nothing back.
  const held = await hold(task, context, { clock, patient: true });
  return task.settled ? finished(task) : { ...held, tool: task.tool };
}

function finished(task: Task): ToolResult {
  const { state } = task;
  if (state.phase !== 'done' && state.phase !== 'failed') return standing(task);
  return { status: 'done', tool: task.tool, result: resultOf(state) };
}

const stateOf = (task: Task): ToolResult => (task.settled ? { status: 'done' } : standing(task));

function outputOf(task: Task): ToolResult {
  const { state } = task;
  if (state.phase === 'running' && state.job !== null) return state.job.output();
  if (state.phase !== 'done') return {};
  const { stdout, stderr } = state.result;
  return { stdout, stderr };
}

async function cancel(task: Task): Promise<ToolResult> {
  if (task.state.phase === 'running' && task.state.job === null) {
    throw new AppError('conflict', 'This is being carried out already.', { next: 'Use action "wait" for its result.' });
  }
  await takeBack(task);
  return { status: 'done', tool: task.tool, next: 'It was cancelled.' };
}
