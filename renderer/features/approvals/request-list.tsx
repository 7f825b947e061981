import { Hourglass } from 'lucide-react';

import type { Approval, DangerFlag } from '../../../app/contract/ui/approvals.ts';
import { routeHash } from '../../navigation/route.ts';
import { outcomeWords, requestSentence, rowSentence } from '../../text/approval-words.ts';
import { plainSentence } from '../../text/sentence.ts';
import { timeLeft } from '../../text/times.ts';
import { useNow, useWords } from '../../text/use-words.ts';
import { Badge, Dot } from '../../ui/badge.tsx';
import { cn } from '../../ui/cn.ts';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { SentenceText } from '../../ui/sentence-text.tsx';

import { approvalTone } from './state-tone.ts';

export const rowId = (id: string): string => `request-${id}`;

interface RequestListProps {
  readonly items: readonly Approval[];
  readonly selected: string | undefined;
  /** Route segments in front of the id. */
  readonly under: readonly string[];
}

/** One stop for the Tab key; arrows and J, K move inside. */
export function RequestList({ items, selected, under }: RequestListProps) {
  const { t } = useWords();
  const tabStop = items.some(({ id }) => id === selected) ? selected : items[0]?.id;
  return (
    <ul aria-label={t('approvals.list')} className="flex flex-col gap-1 p-2">
      {items.map((approval) => (
        <li key={approval.id}>
          <a
            id={rowId(approval.id)}
            data-request-row
            href={routeHash('approvals', [...under, approval.id])}
            aria-current={approval.id === selected ? 'true' : undefined}
            tabIndex={approval.id === tabStop ? 0 : -1}
            className={cn(
              'flex flex-col gap-1 rounded-md border px-3 py-2',
              approval.id === selected
                ? 'border-accent bg-accent-soft'
                : 'border-transparent hover:border-line hover:bg-hover',
            )}
          >
            <RowText approval={approval} />
          </a>
        </li>
      ))}
    </ul>
  );
}

function RowText({ approval }: { readonly approval: Approval }) {
  const { t } = useWords();
  return (
    <>
      <span className="flex items-center justify-between gap-2">
        <span className="truncate font-semibold">{approval.agent}</span>
        <span className="shrink-0 text-xs text-muted tabular-nums">
          {approval.state === 'pending' ? (
            <Countdown until={approval.expiresAt} short />
          ) : (
            <RelativeTime at={approval.decidedAt ?? approval.expiresAt} />
          )}
        </span>
      </span>
      <span className="line-clamp-2" title={plainSentence(requestSentence(t, approval.question))}>
        <SentenceText parts={rowSentence(t, approval.question)} />
      </span>
      {approval.state === 'pending' ? (
        <RowFlags flags={approval.flags} />
      ) : (
        <span className="flex items-center gap-1.5 text-xs text-muted">
          <Dot tone={approvalTone(approval)} />
          <span className="truncate">{outcomeWords(t, approval)}</span>
        </span>
      )}
    </>
  );
}

const MOST_FLAGS = 2;

function RowFlags({ flags }: { readonly flags: readonly DangerFlag[] }) {
  const { t } = useWords();
  if (flags.length === 0) return null;
  const loudestFirst = flags.toSorted((a, b) => Number(b === 'goes_to_model') - Number(a === 'goes_to_model'));
  return (
    <span className="flex flex-wrap gap-1">
      {loudestFirst.slice(0, MOST_FLAGS).map((flag) => (
        <Badge key={flag} tone={flag === 'goes_to_model' ? 'danger' : 'warn'}>
          {t(`flagShort.${flag}`)}
        </Badge>
      ))}
      {flags.length > MOST_FLAGS && <Badge tone="warn">+{flags.length - MOST_FLAGS}</Badge>}
    </span>
  );
}

/** Turns red for the last minute. */
export function Countdown({ until, short = false }: { readonly until: number; readonly short?: boolean }) {
  const { t } = useWords();
  const left = until - useNow();
  const text = left <= 0 ? t('approvals.expired') : timeLeft(t, left);
  return (
    <span className={cn('inline-flex items-center gap-1 tabular-nums', left < 60_000 && 'text-danger-text')}>
      <Hourglass aria-hidden className="size-3.5" />
      {short || left <= 0 ? text : t('approvals.expiresIn', { left: text })}
    </span>
  );
}
