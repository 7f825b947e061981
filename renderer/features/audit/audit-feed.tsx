import { useVirtualizer } from '@tanstack/react-virtual';
import { ChevronRight } from 'lucide-react';
import { useRef, useState } from 'react';

import type { AuditView } from '../../../app/contract/ui/audit.ts';
import { useUi } from '../../store/ui-context.tsx';
import { actionWords, actorWords, outcomeTone, subjectWords } from '../../text/audit-words.ts';
import { fullTime, lineTime } from '../../text/times.ts';
import { useSlowNow, useWords } from '../../text/use-words.ts';
import { visibleText } from '../../text/visible-text.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { cn } from '../../ui/cn.ts';
import { Fact, Facts } from '../../ui/facts.tsx';
import { Code } from '../../ui/page.tsx';
import { useFailureToast } from '../../ui/use-failure-toast.ts';

const ROW_HEIGHT = 37;

interface AuditFeedProps {
  readonly entries: readonly AuditView[];
  readonly more: boolean;
}

/** Only the lines on screen exist; the row after the last one loads older ones. */
export function AuditFeed({ entries, more }: AuditFeedProps) {
  const { t } = useWords();
  const scroller = useRef<HTMLDivElement>(null);
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  // The rows read it on each render, which is what the compiler's warning is about.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count: entries.length + 1,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => entries[index]?.seq ?? 'end',
    overscan: 10,
  });

  const toggle = (seq: number): void => {
    const next = new Set(open);
    if (!next.delete(seq)) next.add(seq);
    setOpen(next);
  };

  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto border-t border-line bg-surface">
      <ul aria-label={t('audit.feed')} className="relative" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, key, start }) => {
          const entry = entries[index];
          return (
            <li
              key={key}
              data-index={index}
              ref={virtual.measureElement}
              aria-setsize={more ? -1 : entries.length + 1}
              aria-posinset={index + 1}
              className="absolute inset-x-0 border-b border-line"
              style={{ transform: `translateY(${start}px)` }}
            >
              {entry === undefined ? (
                <FeedEnd more={more} />
              ) : (
                <AuditLine entry={entry} open={open.has(entry.seq)} onToggle={() => toggle(entry.seq)} />
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

interface AuditLineProps {
  readonly entry: AuditView;
  readonly open: boolean;
  readonly onToggle: () => void;
}

function AuditLine({ entry, open, onToggle }: AuditLineProps) {
  const { t, language } = useWords();
  const now = useSlowNow();
  const { seq, time, agent, action, outcome } = entry;
  const subject = subjectWords(entry);
  const detailsId = `audit-${seq}`;
  return (
    <>
      <button
        type="button"
        aria-expanded={open}
        aria-controls={open ? detailsId : undefined}
        onClick={onToggle}
        className="flex h-9 w-full items-center gap-3 px-6 text-left -outline-offset-2 hover:bg-hover"
      >
        <ChevronRight
          aria-hidden
          className={cn('size-3.5 shrink-0 text-muted transition-transform', open && 'rotate-90')}
        />
        <time dateTime={time} className="w-28 shrink-0 text-xs text-muted tabular-nums">
          {lineTime(language, { at: Date.parse(time), now })}
        </time>
        <span className="w-28 shrink-0 truncate font-medium roomy:w-36">{actorWords(t, agent)}</span>
        <span className="w-40 shrink-0 truncate roomy:w-52">{actionWords(t, action)}</span>
        <span className="min-w-0 flex-1 truncate">
          {subject !== undefined && <Code className="whitespace-nowrap">{subject}</Code>}
        </span>
        <Badge tone={outcomeTone(outcome)}>{t(`auditOutcome.${outcome}`)}</Badge>
      </button>
      {open && (
        <div id={detailsId} className="bg-sunken px-6 py-3 pl-[50px]">
          <AuditDetails entry={entry} at={fullTime(language, Date.parse(time))} />
        </div>
      )}
    </>
  );
}

function AuditDetails({ entry, at }: { readonly entry: AuditView; readonly at: string }) {
  const { t } = useWords();
  const { seq, client, action, keys, approval, detail } = entry;
  const subject = subjectWords(entry);
  return (
    <Facts>
      <Fact name={t('audit.seq')}>{seq}</Fact>
      <Fact name={t('audit.time')}>{at}</Fact>
      <Fact name={t('audit.action')}>
        <Code>{action}</Code>
      </Fact>
      {client !== undefined && <Fact name={t('audit.client')}>{visibleText(client)}</Fact>}
      {subject !== undefined && (
        <Fact name={t('audit.subject')}>
          <Code>{subject}</Code>
        </Fact>
      )}
      {keys !== undefined && keys.length > 0 && (
        <Fact name={t('audit.keys')}>
          <Code>{keys.map((key) => visibleText(key)).join(', ')}</Code>
        </Fact>
      )}
      {approval !== undefined && (
        <Fact name={t('audit.approval')}>
          <Code>{approval}</Code>
        </Fact>
      )}
      {detail !== undefined && <Fact name={t('audit.detail')}>{visibleText(detail)}</Fact>}
    </Facts>
  );
}

function FeedEnd({ more }: { readonly more: boolean }) {
  const { t } = useWords();
  const loadMore = useUi((state) => state.audit.loadMore);
  const loading = useUi((state) => state.audit.loadingMore);
  const failed = useFailureToast();

  const load = async (): Promise<void> => {
    try {
      await loadMore();
    } catch (error) {
      failed(error);
    }
  };

  return (
    <div className="flex justify-center py-3 text-muted">
      {more ? (
        <Button size="sm" aria-disabled={loading} onClick={() => void load()}>
          {loading ? t('common.loading') : t('audit.loadMore')}
        </Button>
      ) : (
        t('audit.end')
      )}
    </div>
  );
}
