import { useState } from 'react';

import { routeHash } from '../../navigation/route.ts';
import { dataOf } from '../../store/loadable.ts';
import { useUi } from '../../store/ui-context.tsx';
import { useWords } from '../../text/use-words.ts';
import { Card, CardHeader } from '../../ui/card.tsx';
import { CommandLine } from '../../ui/command-line.tsx';
import { MarkedText } from '../../ui/marked-text.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { TabPanel, Tabs } from '../../ui/tabs.tsx';

import { MoreLink } from './agents-card.tsx';
import { connectSnippets } from './connect-snippets.ts';

type Way = 'claude' | 'json' | 'http';

export function ConnectCard() {
  const { t } = useWords();
  const doors = useUi((state) => dataOf(state.status.current)?.doors);
  const loading = useUi((state) => state.status.current.phase === 'loading');
  const [way, setWay] = useState<Way>('claude');
  const snippets = doors === undefined ? null : connectSnippets(doors);

  return (
    <Card aria-labelledby="connect-title" id="connect">
      <CardHeader title={t('overview.connect')} titleId="connect-title" />
      <div className="px-4 pb-4">
        <p className="mb-3 text-muted">{t('overview.connectText')}</p>
        {snippets === null ? (
          loading && <Skeleton label={t('common.loading')} />
        ) : (
          <Tabs
            label={t('overview.connect')}
            value={way}
            onChange={setWay}
            tabs={[
              { value: 'claude', label: t('overview.connectClaude') },
              { value: 'json', label: t('overview.connectJson') },
              { value: 'http', label: t('overview.connectHttp') },
            ]}
          >
            <TabPanel value="claude" className="mt-3 flex flex-col gap-2">
              <p>{t('overview.connectClaudeText')}</p>
              <CommandLine text={snippets.claudeCode} />
            </TabPanel>
            <TabPanel value="json" className="mt-3 flex flex-col gap-2">
              <p>{t('overview.connectJsonText')}</p>
              <CommandLine text={snippets.json} />
              <p className="text-muted">
                <MarkedText text={t('overview.connectAgentText')} />
              </p>
            </TabPanel>
            <TabPanel value="http" className="mt-3 flex flex-col gap-2">
              <p>{t('overview.connectHttpText')}</p>
              <CommandLine text={snippets.http} />
              <MoreLink href={routeHash('agents')} text={t('overview.agents')} />
            </TabPanel>
          </Tabs>
        )}
      </div>
    </Card>
  );
}
