import type { Handlers } from '../../contract/dispatch.ts';
import type { UiContract } from '../../contract/ui/ui-contract.ts';

import type { ApprovalBook } from './approval-book.ts';

export const approvalHandlers = (
  book: ApprovalBook,
): Pick<Handlers<UiContract>, 'approvals.list' | 'approvals.decide'> => ({
  'approvals.list': async ({ show, limit }) => ({
    items: [...(show === 'pending' ? book.pending().slice(0, limit) : book.decided(limit))],
  }),
  'approvals.decide': async ({ id, verdict, remember }, caller) => ({
    state: await book.decide(id, verdict, { session: caller.session, remember }),
  }),
});
