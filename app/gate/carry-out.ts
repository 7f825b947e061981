import type { AgentCaller } from '../contract/agent-door.ts';
import { asAppError } from '../kernel/errors.ts';

import type { OpenApproval } from './approvals.ts';
import type { Audit, AuditEvent } from './audit.ts';
import type { Execution, Plan, ToolResult } from './plan.ts';

export interface Carried {
  readonly tool: string;
  readonly plan: Plan;
  readonly caller: AgentCaller;
  readonly approval: OpenApproval | null;
  readonly execution: Execution;
}

/**
 * Intent, synced → act → result. The one place where an agent's request has an effect. Looking at names changes nothing,
 * so its effect is the answer: the server is asked while the intent is being synced, and the answer waits for both.
 */
export async function carryOut(
  audit: Audit,
  { tool, plan, caller, approval, execution }: Carried,
): Promise<ToolResult> {
  const event = describe(tool, { plan, caller, approval: approval?.id });
  try {
    const intent = audit.record({ ...event, outcome: 'intent' });
    if (plan.capability !== 'list') await intent;
    const result = await afterIntent(plan.run(execution), intent);
    const outcome = plan.outcome(result);
    await approval?.end(outcome);
    // The intent is on disk already: waiting for this line too would only slow the answer.
    await audit.record({ ...event, outcome: 'done', detail: outcomeText(outcome) }, { synced: false });
    return result;
  } catch (error) {
    const known = asAppError(error);
    await approval?.end({ kind: 'error', message: known.message });
    await audit.record({ ...event, outcome: 'failed', detail: known.code }, { synced: false }).catch(() => undefined); // The first error is the one to report.
    throw error;
  }
}

/** The result, once the intent is durable; its failure comes first, so that not even an error tells what was found. */
async function afterIntent<T>(result: Promise<T>, intent: Promise<unknown>): Promise<T> {
  result.catch(() => undefined); // Told below, after the intent.
  await intent;
  return result;
}

export const describe = (
  tool: string,
  {
    plan,
    caller,
    approval,
  }: { readonly plan: Plan; readonly caller: AgentCaller; readonly approval?: string | undefined },
): Omit<AuditEvent, 'outcome'> => ({
  agent: caller.agent,
  client: caller.client === undefined ? undefined : `${caller.client.name} ${caller.client.version}`,
  action: tool,
  subject: plan.subject,
  keys: plan.keys,
  approval,
  detail: plan.detail,
  connection: caller.connection,
});

function outcomeText(outcome: ReturnType<Plan['outcome']>): string {
  const { kind, version, exitCode } = outcome;
  if (version !== undefined) return `${kind} version ${version}`;
  return exitCode === undefined || exitCode === null ? kind : `${kind} exit ${exitCode}`;
}

export async function recordRefusal(
  audit: Audit,
  tool: string,
  { plan, caller }: { readonly plan: Plan; readonly caller: AgentCaller },
): Promise<void> {
  await audit.record({ ...describe(tool, { plan, caller }), outcome: 'refused', detail: 'rule' }, { synced: false });
}
