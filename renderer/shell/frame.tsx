import { CircleX } from 'lucide-react';
import { type ReactNode, type RefObject, useLayoutEffect, useRef, useState } from 'react';

import { AgentsPage } from '../features/agents/agents-page.tsx';
import { ApprovalsPage } from '../features/approvals/approvals-page.tsx';
import { AuditPage } from '../features/audit/audit-page.tsx';
import { OverviewPage } from '../features/overview/overview-page.tsx';
import { SecretsPage } from '../features/secrets/secrets-page.tsx';
import { createLeaveGuard, LeaveGuardContext } from '../navigation/leave-guard.ts';
import type { Route } from '../navigation/route.ts';
import { useRoute } from '../navigation/use-route.ts';
import { useUi } from '../store/ui-context.tsx';
import { useWords } from '../text/use-words.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';

import { ErrorBoundary } from './error-boundary.tsx';
import { PausedBar } from './paused-bar.tsx';
import { Sidebar } from './sidebar.tsx';
import { Announcer, WaitingBar } from './waiting.tsx';

export function Frame() {
  const { t } = useWords();
  const [guard] = useState(createLeaveGuard);
  const route = useRoute(guard);
  const main = useRef<HTMLElement>(null);
  const reconnecting = useUi((state) => state.connection.phase === 'reconnecting');
  useFocusOnArrival(main, route.screen);

  return (
    <div className="flex h-full">
      {/* A link to #content would read as a route. */}
      <button
        type="button"
        onClick={() => main.current?.focus()}
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-md focus:bg-accent focus:px-3 focus:py-2 focus:text-accent-ink"
      >
        {t('nav.skip')}
      </button>
      <Sidebar screen={route.screen} onChosen={() => main.current?.focus({ preventScroll: true })} />
      <div className="flex min-w-0 flex-1 flex-col">
        {reconnecting && (
          <output className="block border-b border-line bg-warn-soft px-6 py-1.5 text-warn-text">
            <span className="font-semibold">{t('connection.reconnecting')}</span> {t('connection.reconnectingHint')}
          </output>
        )}
        <PausedBar />
        <WaitingBar screen={route.screen} />
        <main ref={main} tabIndex={-1} className="min-h-0 flex-1 overflow-y-auto outline-none">
          <ErrorBoundary resetKey={route.screen} fallback={<Broken />}>
            <LeaveGuardContext value={guard}>
              <Screen route={route} />
            </LeaveGuardContext>
          </ErrorBoundary>
        </main>
      </div>
      <Announcer />
    </div>
  );
}

/**
 * Another screen takes the focus with it: left on a link outside, keys would go on working there. Before the effects of
 * the screens, which may put it on something of theirs.
 */
function useFocusOnArrival(main: RefObject<HTMLElement | null>, screen: Route['screen']): void {
  const before = useRef(screen);

  useLayoutEffect(() => {
    if (before.current === screen) return;
    before.current = screen;
    if (main.current?.contains(document.activeElement) === false) main.current.focus({ preventScroll: true });
  }, [main, screen]);
}

function Screen({ route }: { readonly route: Route }): ReactNode {
  switch (route.screen) {
    case 'overview':
      return <OverviewPage />;
    case 'approvals':
      return <ApprovalsPage rest={route.rest} />;
    case 'secrets':
      return <SecretsPage rest={route.rest} />;
    case 'agents':
      return <AgentsPage />;
    case 'audit':
      return <AuditPage />;
    default:
      return null;
  }
}

function Broken() {
  const { t } = useWords();
  return (
    <EmptyState
      icon={CircleX}
      title={t('boundary.title')}
      text={t('boundary.text')}
      action={
        <Button variant="primary" onClick={() => window.location.reload()}>
          {t('boundary.reload')}
        </Button>
      }
    />
  );
}
