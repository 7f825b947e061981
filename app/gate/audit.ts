import type { Question } from '../contract/ui/approvals.ts';

/** One thing that happened. Names are given in clear: the trail digests them before they reach the file. */
export interface AuditEvent {
  readonly agent: string;
  readonly client?: string | undefined;
  readonly action: string;
  readonly outcome: 'intent' | 'done' | 'failed' | 'asked' | 'approved' | 'denied' | 'refused' | 'info';
  readonly subject?: string | undefined;
  readonly keys?: readonly string[] | undefined;
  readonly approval?: string | undefined;
  readonly detail?: string | undefined;
  readonly connection?: string | undefined;
}

/**
 * What a line of the audit calls a use of a tool: values that go to the agent and a write that is only tried out are other
 * things than a look and a write.
 */
export function actionOf(tool: string, question: Question | undefined, dryRun = false): string {
  if (dryRun) return `${tool}.dry_run`;
  return question?.kind === 'read' ? `${tool}.reveal` : tool;
}

/** Where the gate writes. Throws `audit_unavailable` when it cannot; then nothing may happen. */
export interface Audit {
  /** Resolves when the line is durable; with `synced: false` as soon as it is in order, and never throws. */
  record(event: AuditEvent, options?: { readonly synced?: boolean }): Promise<unknown>;
}
