import type { AuditView } from '../../../app/contract/ui/audit.ts';
import { routeHash } from '../../navigation/route.ts';
import { useUi } from '../../store/ui-context.tsx';
import { actionWords, actorWords, outcomeTone, subjectWords } from '../../text/audit-words.ts';
import { lineTime } from '../../text/times.ts';
import { useSlowNow, useWords } from '../../text/use-words.ts';
import { Badge } from '../../ui/badge.tsx';
import { Card, CardHeader } from '../../ui/card.tsx';
import { Code } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';

import { MoreLink } from './agents-card.tsx';

const SHOWN = 6;

export function EventsCard() {
  const { t, language } = useWords();
  const page = useUi((state) => state.audit.page);
  const refresh = useUi((state) => state.audit.refresh);
  const now = useSlowNow();
  return (
    <Card aria-labelledby="events-title">
      <CardHeader title={t('overview.events')} titleId="events-title">
        <MoreLink href={routeHash('audit')} text={t('overview.eventsAll')} />
      </CardHeader>
      <div className="px-4 pb-3">
        {page.phase === 'loading' && <Skeleton lines={5} label={t('common.loading')} />}
        {page.phase === 'failed' && <Problem error={page.error} onRetry={() => void refresh()} />}
        {page.phase === 'ready' && page.data.entries.length === 0 && (
          <p className="pb-1 text-muted">{t('overview.eventsNone')}</p>
        )}
        {page.phase === 'ready' && page.data.entries.length > 0 && (
          <ul className="divide-y divide-line">
            {page.data.entries.slice(0, SHOWN).map((entry) => (
              <EventLine key={entry.seq} entry={entry} at={lineTime(language, { at: Date.parse(entry.time), now })} />
            ))}
          </ul>
        )}
      </div>
    </Card>
  );
}

function EventLine({ entry, at }: { readonly entry: AuditView; readonly at: string }) {
  const { t } = useWords();
  const { time, agent, action, outcome } = entry;
  const subject = subjectWords(entry);
  return (
    <li className="flex items-center gap-3 py-1.5">
      <time dateTime={time} className="w-20 shrink-0 text-xs text-muted tabular-nums">
        {at}
      </time>
      <p className="min-w-0 flex-1 truncate">
        <span className="font-medium">{actorWords(t, agent)}</span>
        <span className="text-muted"> · </span>
        {actionWords(t, action)}
        {subject !== undefined && (
          <span className="text-muted">
            {' · '}
            <Code>{subject}</Code>
          </span>
        )}
      </p>
      <Badge tone={outcomeTone(outcome)}>{t(`auditOutcome.${outcome}`)}</Badge>
    </li>
  );
}
