import { RadioGroup } from 'radix-ui';

import type { Approval, Remember } from '../../../app/contract/ui/approvals.ts';
import { assertNever } from '../../../app/kernel/assert-never.ts';
import type { Translate } from '../../text/i18n.ts';
import { useWords } from '../../text/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Kbd } from '../../ui/kbd.tsx';

import type { DecisionControl } from './use-decision.ts';

interface DecisionBarProps {
  readonly approval: Approval;
  readonly control: DecisionControl;
}

/** Scope first, then the two answers. Neither button takes the focus by itself. */
export function DecisionBar({ approval, control }: DecisionBarProps) {
  const { t } = useWords();
  const { deciding, expired, canApprove, canDeny, decide } = control;
  return (
    <div className="action-bar border-t border-line bg-raised px-5 py-3">
      {!control.mayDecide && <p className="mb-2 text-warn-text">{t('notice.looksOnly')}</p>}
      {approval.offers.length > 1 && <ScopePicker approval={approval} control={control} />}
      <div className="flex flex-wrap items-center justify-end gap-2">
        <p className="mr-auto hidden flex-wrap items-center gap-x-3 gap-y-1 text-xs text-muted roomy:flex">
          <Shortcuts />
        </p>
        {expired && <p className="mr-auto font-medium text-danger-text">{t('approvals.expired')}</p>}
        <Button
          size="lg"
          variant="danger"
          className="min-w-24"
          data-answer="deny"
          aria-disabled={!canDeny}
          onClick={(event) => {
            if (event.nativeEvent.isTrusted) decide('deny');
          }}
        >
          {deciding === 'deny' ? t('approvals.denying') : t('approvals.deny')}
        </Button>
        <Button
          size="lg"
          variant="primary"
          className="min-w-28"
          aria-disabled={!canApprove}
          title={t('approvals.arming')}
          onClick={(event) => {
            // Only a real press counts, not one made by a script.
            if (event.nativeEvent.isTrusted) decide('approve');
          }}
        >
          {deciding === 'approve' ? t('approvals.approving') : t('approvals.approve')}
        </Button>
      </div>
    </div>
  );
}

function Shortcuts() {
  const { t } = useWords();
  return (
    <>
      <span className="inline-flex items-center gap-1">
        <Kbd>J</Kbd>
        <Kbd>K</Kbd> {t('approvals.keyMove')}
      </span>
      <span className="inline-flex items-center gap-1">
        <Kbd>Enter</Kbd> {t('approvals.keyDetails')}
      </span>
      <span className="inline-flex items-center gap-1">
        <Kbd>D</Kbd> {t('approvals.keyDeny')}
      </span>
      <span className="inline-flex items-center gap-1">
        <Kbd>Ctrl</Kbd>
        <Kbd>Enter</Kbd> {t('approvals.keyApprove')}
      </span>
    </>
  );
}

function ScopePicker({ approval, control }: DecisionBarProps) {
  const { t } = useWords();
  return (
    <fieldset className="mb-3">
      <legend className="mb-1 text-xs font-medium text-muted">{t('approvals.scope')}</legend>
      <RadioGroup.Root
        aria-label={t('approvals.scope')}
        value={control.scope}
        onValueChange={(next) => {
          const chosen = approval.offers.find((offer) => offer === next);
          if (chosen !== undefined) control.setScope(chosen);
        }}
        className="flex flex-wrap gap-x-4 gap-y-0.5"
      >
        {approval.offers.map((offer) => (
          <label key={offer} className="flex min-h-7 cursor-pointer items-center gap-2">
            <RadioGroup.Item
              value={offer}
              className="flex size-4 shrink-0 items-center justify-center rounded-full border border-line-strong bg-surface data-[state=checked]:border-accent"
            >
              <RadioGroup.Indicator className="size-2 rounded-full bg-accent" />
            </RadioGroup.Item>
            <span>{scopeLabel(t, offer, approval.shareScope)}</span>
          </label>
        ))}
      </RadioGroup.Root>
    </fieldset>
  );
}

function scopeLabel(t: Translate, offer: Remember, shareScope: string | undefined): string {
  switch (offer) {
    case 'once':
      return t('approvals.scopeOnce');
    case 'fifteen_minutes':
      return t('approvals.scopeFifteen');
    case 'share_use':
      return t('approvals.scopeShare', { scope: shareScope ?? '' });
    case 'share_use_and_list':
      return t('approvals.scopeShareList', { scope: shareScope ?? '' });
    default:
      return assertNever(offer);
  }
}
