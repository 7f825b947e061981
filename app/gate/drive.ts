import type { AgentCaller } from '../contract/agent-door.ts';
import { asAppError } from '../kernel/errors.ts';
import { canonicalJson } from '../kernel/json.ts';

import type { OpenApproval } from './approvals.ts';
import { carryOut, describe, recordRefusal } from './carry-out.ts';
import { deniedByRule, refusal } from './errors-for-agents.ts';
import type { GateDeps } from './gate-deps.ts';
import type { Ask, Plan } from './plan.ts';
import { takeBack } from './take-back.ts';
import type { Task } from './task.ts';

/** After a yes, an answer that goes to the agent waits this long for its call to come back. */
const ANSWER_WAITS_MS = 2 * 60_000;

export interface Drive {
  readonly task: Task;
  readonly plan: Promise<Plan>;
  readonly caller: AgentCaller;
  readonly reason: string | undefined;
}

/** Takes a task from its plan to its end. Never rejects: whatever goes wrong is the task's error. */
export async function drive(deps: GateDeps, { task, plan: planned, caller, reason }: Drive): Promise<void> {
  try {
    const plan = await planned;
    task.planned(plan.delivery);
    if (plan.effect === 'deny') {
      await recordRefusal(deps.audit, task.tool, { plan, caller });
      throw deniedByRule(plan.capability);
    }
    if (task.abandoned) {
      task.markTakenBack(true);
      throw refusal('withdrawn');
    }
    const approval = await approve(deps, { task, plan, caller, reason });
    task.to({ phase: 'running', approval, job: null });
    const result = await carryOut(deps.audit, {
      tool: task.tool,
      plan,
      caller,
      approval,
      execution: {
        approval: approval?.id ?? null,
        jobStarted(job) {
          task.to({ phase: 'running', approval, job });
          if (task.abandoned) void takeBack(task);
        },
      },
    });
    task.to({ phase: 'done', result });
  } catch (error) {
    const known = asAppError(error);
    if (known.code === 'internal') deps.reportBug(error, task.tool);
    task.to({ phase: 'failed', error: known });
  }
}

interface Asking {
  readonly task: Task;
  readonly plan: Plan;
  readonly caller: AgentCaller;
  readonly reason: string | undefined;
}

/** Null where no question was needed; else the taken yes. Throws the refusal. */
async function approve(deps: GateDeps, { task, plan, caller, reason }: Asking): Promise<OpenApproval | null> {
  if (plan.effect === 'allow') return null;
  if (plan.ask === null) throw new TypeError('A plan that asks has no question.');
  const digest = bindingDigest(deps, { agent: caller.agent, tool: task.tool, ask: plan.ask });
  if (deps.approvals.isGranted(caller.agent, task.tool, digest)) return null;

  const approval = await deps.approvals.ask({ tool: task.tool, ask: plan.ask, digest, reason }, caller);
  const stop = task.onChange(() => approval.setWaiting(task.waiters > 0));
  approval.setWaiting(task.waiters > 0);
  task.to({ phase: 'asking', approval });
  const event = describe(task.tool, { plan, caller, approval: approval.id });
  try {
    await deps.audit.record({ ...event, outcome: 'asked' }, { synced: false });
    if (task.abandoned) await takeBack(task);
    await take(deps, { task, plan, approval });
    return approval;
  } catch (error) {
    await approval.lapse(); // Nothing may be left that could still be approved.
    if (task.takenBack) {
      await deps.audit.record({ ...event, outcome: 'refused', detail: 'withdrawn' }, { synced: false });
    }
    throw error;
  } finally {
    stop();
  }
}

interface Taking {
  readonly task: Task;
  readonly plan: Plan;
  readonly approval: OpenApproval;
}

/** Waits for the yes and uses it up. Throws the refusal. */
async function take(deps: GateDeps, { task, plan, approval }: Taking): Promise<void> {
  const verdict = await approval.verdict;
  if (verdict !== 'approved') throw refusal(verdict);
  if (plan.delivery === 'answer' && !(await someoneWaits(deps, task))) {
    throw refusal(task.takenBack ? 'withdrawn' : 'expired');
  }
  if (!(await approval.begin())) throw refusal('void');
}

/** What a yes covers: agent, tool and everything the plan bound. */
const bindingDigest = (
  { digests }: Pick<GateDeps, 'digests'>,
  { agent, tool, ask }: { readonly agent: string; readonly tool: string; readonly ask: Ask },
): string => digests.keyed('value', canonicalJson({ agent, tool, binding: ask.binding }));

function someoneWaits({ clock }: Pick<GateDeps, 'clock'>, task: Task): Promise<boolean> {
  if (task.waiters > 0) return Promise.resolve(true);
  return new Promise((resolve) => {
    const settle = (waits: boolean): void => {
      cancel();
      stop();
      resolve(waits);
    };
    const cancel = clock.after(ANSWER_WAITS_MS, () => settle(false));
    const stop = task.onChange(() => {
      if (task.takenBack) settle(false);
      else if (task.waiters > 0) settle(true);
    });
  });
}
