import type { AgentCaller } from '../contract/agent-door.ts';
import { asAppError } from '../kernel/errors.ts';

import type { OpenApproval } from './approvals.ts';
import { actionOf, type Audit, type AuditEvent } from './audit.ts';
import { audited } from './audited.ts';
import type { Execution, Plan, ToolResult } from './plan.ts';

export interface Carried {
  readonly tool: string;
  readonly plan: Plan;
  readonly caller: AgentCaller;
  readonly approval: OpenApproval | null;
  /** An earlier yes that covers this one. */
  readonly grant: string | null;
  readonly execution: Execution;
}

/** The one place where an agent's request has an effect. */
export async function carryOut(
  audit: Audit,
  { tool, plan, caller, approval, grant, execution }: Carried,
): Promise<ToolResult> {
  try {
    return await audited(audit, describe(tool, { plan, caller, approval: approval?.id ?? grant ?? undefined }), {
      looksOnly: plan.capability === 'list',
      async run() {
        const result = await plan.run(execution);
        await approval?.end(plan.outcome(result));
        return result;
      },
      end: (result) => outcomeText(plan.outcome(result)),
    });
  } catch (error) {
    await approval?.end({ kind: 'error', message: asAppError(error).message });
    throw error;
  }
}

export const describe = (
  tool: string,
  {
    plan,
    caller,
    approval,
  }: { readonly plan: Plan; readonly caller: AgentCaller; readonly approval?: string | undefined },
): Omit<AuditEvent, 'outcome'> => ({
  ...asked(actionOf(tool, plan.ask?.question, plan.dryRun), caller),
  subject: plan.subject,
  keys: plan.keys,
  approval,
});

const asked = (action: string, { agent, client, connection }: AgentCaller): Omit<AuditEvent, 'outcome'> => ({
  agent,
  client: client === undefined ? undefined : `${client.name} ${client.version}`,
  action,
  connection,
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

export async function recordFailedPlan(
  audit: Audit,
  tool: string,
  {
    caller,
    code,
    subject,
  }: { readonly caller: AgentCaller; readonly code: string; readonly subject?: string | undefined },
): Promise<void> {
  await audit.record({ ...asked(tool, caller), subject, outcome: 'refused', detail: code }, { synced: false });
}
