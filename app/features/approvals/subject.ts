import type { Approval } from '../../contract/ui/approvals.ts';
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
