import { useState } from 'react';

import type { Approval, Remember } from '../../../app/contract/ui/approvals.ts';
import { mayDecide } from '../../store/selectors.ts';
import { useUi } from '../../store/ui-context.tsx';
import { useNow, useWords } from '../../text/use-words.ts';
import { useFailureToast } from '../../ui/use-failure-toast.ts';

import { answersOpen, type OpenAnswers } from './answers-open.ts';
import type { Verdict } from './approvals-slice.ts';
import { useArmed } from './use-armed.ts';

export interface DecisionControl extends OpenAnswers {
  readonly scope: Remember;
  readonly setScope: (scope: Remember) => void;
  /** The answer on its way, if there is one. */
  readonly deciding: Verdict | undefined;
  readonly mayDecide: boolean;
  readonly decide: (verdict: Verdict) => void;
}

/** Everything that stands between the person and an answer to the request on screen. */
export function useDecision(approval: Approval | undefined, onDecided: (id: Approval['id']) => void): DecisionControl {
  const { t } = useWords();
  const failed = useFailureToast(t('approvals.decideFailed'));
  const decide = useUi((state) => state.approvals.decide);
  const deciding = useUi((state) => state.approvals.deciding[approval?.id ?? '']);
  const allowed = useUi(mayDecide);
  const now = useNow();
  const open = approval?.state === 'pending' ? approval : undefined;
  const armed = useArmed(open?.id);
  const [choice, setChoice] = useState<{ id: string; scope: Remember } | null>(null);

  // A wider yes never carries over to another request.
  const scope = choice !== null && choice.id === approval?.id ? choice.scope : 'once';
  const rules = answersOpen(approval, { now, mayDecide: allowed, deciding: deciding !== undefined, armed });

  const send = async (id: Approval['id'], verdict: Verdict): Promise<void> => {
    try {
      await decide({ id, verdict, remember: verdict === 'approve' ? scope : 'once' });
      onDecided(id);
    } catch (error) {
      failed(error);
    }
  };

  return {
    scope,
    setScope: (next) => {
      if (approval !== undefined) setChoice({ id: approval.id, scope: next });
    },
    deciding,
    mayDecide: allowed,
    ...rules,
    decide: (verdict) => {
      const allowedNow = verdict === 'approve' ? rules.canApprove : rules.canDeny;
      if (open !== undefined && allowedNow) void send(open.id, verdict);
    },
  };
}
