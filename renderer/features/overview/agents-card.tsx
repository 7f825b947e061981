import { routeHash } from '../../navigation/route.ts';
import { useUi } from '../../store/ui-context.tsx';
import { useWords } from '../../text/use-words.ts';
import { Dot } from '../../ui/badge.tsx';
import { Card, CardHeader } from '../../ui/card.tsx';
import { Problem } from '../../ui/problem.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';

const SHOWN = 5;

export function AgentsCard() {
  const { t } = useWords();
  const list = useUi((state) => state.agents.list);
  const refresh = useUi((state) => state.agents.refresh);
  return (
    <Card aria-labelledby="overview-agents-title">
      <CardHeader title={t('overview.agents')} titleId="overview-agents-title">
        <MoreLink href={routeHash('agents')} text={t('overview.agentsAll')} />
      </CardHeader>
      <div className="px-4 pb-3">
        {list.phase === 'loading' && <Skeleton label={t('common.loading')} />}
        {list.phase === 'failed' && <Problem error={list.error} onRetry={() => void refresh()} />}
        {list.phase === 'ready' && list.data.length === 0 && (
          <p className="pb-1 text-muted">{t('overview.agentsNone')}</p>
        )}
        {list.phase === 'ready' && list.data.length > 0 && (
          <ul className="divide-y divide-line">
            {list.data.slice(0, SHOWN).map(({ id, connectedNow, lastSeen }) => (
              <li key={id} className="flex items-center gap-2.5 py-2">
                <Dot tone={connectedNow > 0 ? 'ok' : 'neutral'} />
                <span className="min-w-0 flex-1 truncate font-medium">{id}</span>
                <span className="text-muted">
                  {connectedNow > 0 ? (
                    t('overview.connectedNow')
                  ) : lastSeen === undefined ? (
                    t('overview.neverSeen')
                  ) : (
                    <RelativeTime at={lastSeen} />
                  )}
                </span>
              </li>
            ))}
          </ul>
        )}
      </div>
    </Card>
  );
}

export const MoreLink = ({ href, text }: { readonly href: string; readonly text: string }) => (
  <a href={href} className="rounded-sm py-0.5 text-accent-text underline-offset-4 hover:underline">
    {text}
  </a>
);
