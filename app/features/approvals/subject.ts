import type { Approval } from '../../contract/ui/approvals.ts';
import { actionOf, type AuditEvent } from '../../gate/audit.ts';
import { assertNever } from '../../kernel/assert-never.ts';

/** What a question is about, in the words that audit and grants use for the same entry. */
export function subjectOf({ question }: Pick<Approval, 'question'>): string {
  switch (question.kind) {
    case 'write':
    case 'read':
    case 'delete':
    case 'list':
      return `${question.place}/${question.path}`;
    case 'run':
      return question.secrets.map(({ place, reference }) => `${place}/${reference}`).join(', ');
    case 'credential':
      return question.agent;
    default:
      return assertNever(question);
  }
}

/** What the audit says of an approval, whatever becomes of it. */
export const eventOf = (view: Approval): Omit<AuditEvent, 'outcome'> => ({
  agent: view.agent,
  action: actionOf(view.tool, view.question),
  subject: subjectOf(view),
  approval: view.id,
});
