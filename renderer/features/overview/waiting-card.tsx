import { CircleCheck } from 'lucide-react';

import { routeHash } from '../../navigation/route.ts';
import { useUi } from '../../store/ui-context.tsx';
import { requestSentence } from '../../text/approval-words.ts';
import { timeLeft } from '../../text/times.ts';
import { useNow, useWords } from '../../text/use-words.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Card, CardHeader } from '../../ui/card.tsx';
import { cn } from '../../ui/cn.ts';
import { Problem } from '../../ui/problem.tsx';
import { SentenceText } from '../../ui/sentence-text.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';

/** The oldest request with the one action that it needs: a look at it. */
export function WaitingCard() {
  const { t } = useWords();
  const pending = useUi((state) => state.approvals.pending);
  const refresh = useUi((state) => state.approvals.refresh);
  const now = useNow();
  const items = pending.phase === 'ready' ? pending.data : [];
  const [first] = items;

  return (
    <Card aria-labelledby="waiting-title" className={cn(first !== undefined && 'border-accent')}>
      <CardHeader title={t('overview.waiting')} titleId="waiting-title">
        {items.length > 0 && <Badge tone="accent">{items.length}</Badge>}
      </CardHeader>
      <div className="px-4 pb-4">
        {pending.phase === 'loading' && <Skeleton lines={2} label={t('common.loading')} />}
        {pending.phase === 'failed' && <Problem error={pending.error} onRetry={() => void refresh()} />}
        {pending.phase === 'ready' && first === undefined && (
          <p className="flex items-center gap-2 text-muted">
            <CircleCheck aria-hidden className="size-4 text-ok" />
            {t('overview.waitingNone')}
          </p>
        )}
        {first !== undefined && (
          <>
            <p className="text-base">
              <span className="font-semibold">{first.agent}</span>{' '}
              <SentenceText parts={requestSentence(t, first.question)} />
            </p>
            <p className="mt-0.5 text-muted tabular-nums">
              {t('approvals.expiresIn', { left: timeLeft(t, first.expiresAt - now) })}
            </p>
            <div className="mt-3 flex items-center gap-3">
              <Button asChild variant="primary">
                <a href={routeHash('approvals', [first.id])}>{t('overview.review')}</a>
              </Button>
              {items.length > 1 && (
                <a
                  href={routeHash('approvals')}
                  className="rounded-sm text-accent-text underline-offset-4 hover:underline"
                >
                  {t('overview.waitingMore', { count: items.length - 1 })}
                </a>
              )}
            </div>
          </>
        )}
      </div>
    </Card>
  );
}
