import { Stamp } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';

import type { Approval } from '../../app/contract/ui/approvals.ts';
import { newlyArrived, pendingOf } from '../features/approvals/approvals-slice.ts';
import { routeHash, type Screen } from '../navigation/route.ts';
import { dataOf } from '../store/loadable.ts';
import { useUi } from '../store/ui-context.tsx';
import { requestSentence } from '../text/approval-words.ts';
import type { Translate } from '../text/i18n.ts';
import { plainSentence } from '../text/sentence.ts';
import { useWords } from '../text/use-words.ts';
import { Button } from '../ui/button.tsx';
import { SentenceText } from '../ui/sentence-text.tsx';

/** Says new requests aloud, on whatever page the person is, and keeps their number in the tab's title. */
export function Announcer() {
  const { t } = useWords();
  const pending = useUi((state) => dataOf(state.approvals.pending));
  const before = useRef<readonly Approval[]>(undefined);
  const [text, setText] = useState('');
  const count = pending?.length ?? 0;

  useEffect(() => {
    document.title = count > 0 ? t('app.titleWaiting', { count }) : t('app.name');
  }, [count, t]);

  useEffect(() => {
    if (pending === undefined) return;
    const arrived = newlyArrived(before.current, pending);
    before.current = pending;
    if (arrived.length > 0) setText(announcement(t, arrived));
  }, [pending, t]);

  return (
    <div aria-live="assertive" aria-atomic className="sr-only">
      {text}
    </div>
  );
}

function announcement(t: Translate, arrived: readonly Approval[]): string {
  const [first] = arrived;
  if (first === undefined || arrived.length > 1) return t('approvals.newMany', { count: arrived.length });
  return t('approvals.newOne', { sentence: `${first.agent} ${plainSentence(requestSentence(t, first.question))}.` });
}

/** Stays on top of every page that does not show the requests itself. */
export function WaitingBar({ screen }: { readonly screen: Screen }) {
  const { t } = useWords();
  const pending = useUi((state) => pendingOf(state.approvals));
  const [first] = pending;
  if (first === undefined || screen === 'approvals' || screen === 'overview') return null;
  return (
    <aside
      aria-label={t('overview.waiting')}
      className="flex items-center gap-3 border-b border-line bg-accent-soft px-6 py-2"
    >
      <Stamp aria-hidden className="size-4 shrink-0 text-accent-text" />
      <p className="min-w-0 flex-1 truncate">
        <span className="font-semibold">{t('approvals.barText', { count: pending.length })}</span>
        <span className="text-muted">
          {' · '}
          {first.agent} <SentenceText parts={requestSentence(t, first.question)} />
        </span>
      </p>
      <Button asChild size="sm" variant="primary">
        <a href={routeHash('approvals', [first.id])}>{t('overview.review')}</a>
      </Button>
    </aside>
  );
}
