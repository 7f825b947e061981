import { Bot, KeyRound } from 'lucide-react';
import { useState } from 'react';

import { routeHash } from '../../navigation/route.ts';
import { dataOf } from '../../store/loadable.ts';
import { mayDecide } from '../../store/selectors.ts';
import { useUi } from '../../store/ui-context.tsx';
import { useWords } from '../../text/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageHeader } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';

import { AgentCard } from './agent-card.tsx';
import { NewKeyDialog } from './new-key-dialog.tsx';
import { PauseButton } from './pause-button.tsx';

export function AgentsPage() {
  const { t } = useWords();
  const list = useUi((state) => state.agents.list);
  const refresh = useUi((state) => state.agents.refresh);
  const allowed = useUi(mayDecide);
  /** The bar on top lets them on again. */
  const allPaused = useUi((state) => dataOf(state.status.current)?.pausedSince !== undefined);
  /** Id of the agent that gets a key; '' asks for a new one. */
  const [keyFor, setKeyFor] = useState<string | null>(null);

  return (
    <div className="mx-auto max-w-[960px] pb-8">
      <PageHeader title={t('agents.title')} lead={t('agents.lead')}>
        {!allPaused && <PauseButton agent={null} isPaused={false} mayResume={allowed} />}
        <Button aria-disabled={!allowed} onClick={() => (allowed ? setKeyFor('') : undefined)}>
          <KeyRound aria-hidden />
          {t('agents.newAgent')}
        </Button>
      </PageHeader>
      <div className="flex flex-col gap-4 px-6">
        {!allowed && list.phase === 'ready' && <p className="text-warn-text">{t('notice.looksOnly')}</p>}
        {list.phase === 'loading' && (
          <Card className="p-5">
            <Skeleton lines={6} label={t('common.loading')} />
          </Card>
        )}
        {list.phase === 'failed' && <Problem error={list.error} onRetry={() => void refresh()} />}
        {list.phase === 'ready' && list.data.length === 0 && (
          <EmptyState
            icon={Bot}
            title={t('agents.noneTitle')}
            text={t('agents.noneText')}
            action={
              <Button asChild variant="primary">
                <a href={routeHash('overview')}>{t('agents.noneAction')}</a>
              </Button>
            }
          />
        )}
        {list.phase === 'ready' &&
          list.data.map((agent) => (
            <AgentCard key={agent.id} agent={agent} allowed={allowed} onCreateKey={() => setKeyFor(agent.id)} />
          ))}
      </div>
      {keyFor !== null && <NewKeyDialog agent={keyFor} onClose={() => setKeyFor(null)} />}
    </div>
  );
}
