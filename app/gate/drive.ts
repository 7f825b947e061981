import type { AgentCaller } from '../contract/agent-door.ts';
import { asAppError } from '../kernel/errors.ts';
import { canonicalJson } from '../kernel/json.ts';

import type { OpenApproval } from './approvals.ts';
import type { AuditEvent } from './audit.ts';
import { carryOut, describe, recordRefusal } from './carry-out.ts';
import { deniedByRule, notFetched, refusal } from './errors-for-agents.ts';
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
    const { approval, grant } = await approve(deps, { task, plan, caller, reason });
    task.to({ phase: 'running', approval, job: null });
    const result = await carryOut(deps.audit, {
      tool: task.tool,
      plan,
      caller,
      approval,
      grant,
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

/** What a request goes on with: a yes that was taken for it, an earlier one that covers it, or none where none was needed. */
interface Yes {
  readonly approval: OpenApproval | null;
  readonly grant: string | null;
}

/** Throws the refusal. */
async function approve(deps: GateDeps, { task, plan, caller, reason }: Asking): Promise<Yes> {
  if (plan.effect === 'allow') return { approval: null, grant: null };
  if (plan.ask === null) throw new TypeError('A plan that asks has no question.');
  const digest = bindingDigest(deps, { agent: caller.agent, tool: task.tool, ask: plan.ask });
  const grant = deps.approvals.grantOf(caller.agent, task.tool, digest);
  if (grant !== null) return { approval: null, grant };

  const approval = await deps.approvals.ask({ tool: task.tool, ask: plan.ask, digest, reason }, caller);
  const stop = task.onChange(() => approval.setWaiting(task.waiters > 0));
  approval.setWaiting(task.waiters > 0);
  task.to({ phase: 'asking', approval });
  const event = describe(task.tool, { plan, caller, approval: approval.id });
  try {
    await deps.audit.record({ ...event, outcome: 'asked' }, { synced: false });
    if (task.abandoned) await takeBack(task);
    await take(deps, { task, plan, approval, event });
    return { approval, grant: null };
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
  readonly event: Omit<AuditEvent, 'outcome'>;
}

/** Waits for the yes and uses it up. Throws the refusal. */
async function take(deps: GateDeps, { task, plan, approval, event }: Taking): Promise<void> {
  const verdict = await approval.verdict;
  if (verdict !== 'approved') throw refusal(verdict);
  if (plan.delivery === 'answer' && !(await someoneWaits(deps, task))) {
    if (task.takenBack) throw refusal('withdrawn');
    await deps.audit.record({ ...event, outcome: 'refused', detail: 'not fetched' }, { synced: false });
    throw notFetched();
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
