import { useState } from 'react';

import type { Approval, Remember } from '../../../app/contract/ui/approvals.ts';
import { asAppError } from '../../../app/kernel/errors.ts';
import { mayDecide } from '../../store/selectors.ts';
import { useUi } from '../../store/ui-context.tsx';
import { problemOf, useNow, useWords } from '../../text/use-words.ts';
import { useToast } from '../../ui/toast.tsx';

import type { Verdict } from './approvals-slice.ts';
import { useArmed } from './use-armed.ts';

export interface DecisionControl {
  readonly scope: Remember;
  readonly setScope: (scope: Remember) => void;
  /** The answer on its way, if there is one. */
  readonly deciding: Verdict | undefined;
  readonly expired: boolean;
  readonly mayDecide: boolean;
  readonly canApprove: boolean;
  readonly canDeny: boolean;
  readonly decide: (verdict: Verdict) => void;
}

/** Everything that stands between the person and an answer to the request on screen. */
export function useDecision(
  approval: Approval | undefined,
  onDecided: (id: Approval['id'], verdict: Verdict) => void,
): DecisionControl {
  const { t } = useWords();
  const toast = useToast();
  const decide = useUi((state) => state.approvals.decide);
  const deciding = useUi((state) => (approval === undefined ? undefined : state.approvals.deciding[approval.id]));
  const allowed = useUi(mayDecide);
  const now = useNow();
  const open = approval?.state === 'pending';
  const armed = useArmed(open ? approval.id : undefined);
  const [choice, setChoice] = useState<{ id: string; scope: Remember } | null>(null);

  // A wider yes never carries over to another request.
  const scope = choice !== null && choice.id === approval?.id ? choice.scope : 'once';
  const expired = open && approval.expiresAt <= now;
  const canDeny = open && !expired && allowed && deciding === undefined;
  const canApprove = canDeny && armed;

  const send = async (id: Approval['id'], verdict: Verdict): Promise<void> => {
    try {
      await decide({ id, verdict, remember: verdict === 'approve' ? scope : 'once' });
      onDecided(id, verdict);
    } catch (error) {
      const { title, detail } = problemOf(t, asAppError(error));
      toast({ tone: 'error', title: t('approvals.decideFailed'), text: `${title}. ${detail}` });
    }
  };

  return {
    scope,
    setScope: (next) => {
      if (approval !== undefined) setChoice({ id: approval.id, scope: next });
    },
    deciding,
    expired,
    mayDecide: allowed,
    canApprove,
    canDeny,
    decide: (verdict) => {
      if (approval === undefined || !(verdict === 'approve' ? canApprove : canDeny)) return;
      void send(approval.id, verdict);
    },
  };
}
