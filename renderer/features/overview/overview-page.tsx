import { useWords } from '../../text/use-words.ts';
import { PageHeader } from '../../ui/page.tsx';

import { AgentsCard } from './agents-card.tsx';
import { ConnectCard } from './connect-card.tsx';
import { DemoCard } from './demo-card.tsx';
import { EventsCard } from './events-card.tsx';
import { Notices } from './notices.tsx';
import { ServerCard } from './server-card.tsx';
import { WaitingCard } from './waiting-card.tsx';

export function OverviewPage() {
  const { t } = useWords();
  return (
    <div className="mx-auto max-w-[1120px] pb-8">
      <PageHeader title={t('overview.title')} lead={t('overview.lead')} />
      <div className="flex flex-col gap-4 px-6">
        <Notices />
        <div className="grid items-start gap-4 roomy:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
          <div className="flex min-w-0 flex-col gap-4">
            <WaitingCard />
            <DemoCard />
            <EventsCard />
          </div>
          <div className="flex min-w-0 flex-col gap-4">
            <ServerCard />
            <AgentsCard />
            <ConnectCard />
          </div>
        </div>
      </div>
    </div>
  );
}
