import { CircleCheck, Inbox, MousePointerClick } from 'lucide-react';
import { type ReactNode, useEffect, useRef } from 'react';

import type { Approval } from '../../../app/contract/ui/approvals.ts';
import { routeHash } from '../../navigation/route.ts';
import { navigate } from '../../navigation/use-route.ts';
import type { Loadable } from '../../store/loadable.ts';
import { useUi, useUiStore } from '../../store/ui-context.tsx';
import { outcomeWords, requestSentence } from '../../text/approval-words.ts';
import { plainSentence } from '../../text/sentence.ts';
import { useWords } from '../../text/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { cn } from '../../ui/cn.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageHeader } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { TabPanel, Tabs } from '../../ui/tabs.tsx';
import { useToast } from '../../ui/toast.tsx';

import type { KeyAction } from './approval-keys.ts';
import { type ApprovalsSlice, findApproval, neighbourOf, pendingOf } from './approvals-slice.ts';
import { DETAIL_HEADING, RequestDetail } from './request-detail.tsx';
import { RequestList } from './request-list.tsx';
import { approvalTone } from './state-tone.ts';
import { useDecision } from './use-decision.ts';
import { useFocusRequests } from './use-focus-requests.ts';
import { useQueueKeys } from './use-queue-keys.ts';

type Show = 'pending' | 'decided';

/** `rest` is an id, or `decided` and perhaps an id. */
export function ApprovalsPage({ rest }: { readonly rest: readonly string[] }) {
  const { t } = useWords();
  const slice = useUi((state) => state.approvals);
  const { show, under, wanted, list, items, selected } = selectionOf(slice, rest);
  const { focusRow, focusHeading } = useFocusRequests(selected?.id);
  const announce = useDecidedToast();
  useLapsedToast(slice, show === 'pending' ? selected : undefined, announce);

  const onDecided = (id: Approval['id']): void => {
    const next = neighbourOf(pendingOf(slice), id);
    navigate('approvals', [next ?? id], { replace: true });
    if (next === undefined) {
      focusHeading();
      return;
    }
    focusRow(next);
    announce(id);
  };

  const control = useDecision(selected, onDecided);

  const act = (action: KeyAction): void => {
    if (action === 'approve' && !isShown(DETAIL_HEADING)) return;
    if (action === 'approve' || action === 'deny') control.decide(action);
    else if (action === 'details') focusHeading();
    else {
      const at = items.findIndex(({ id }) => id === selected?.id);
      const target = items[action === 'next' ? at + 1 : at - 1];
      if (target === undefined) return;
      navigate('approvals', [...under, target.id], { replace: true });
      focusRow(target.id);
    }
  };

  const onKeyDown = useQueueKeys(act);

  return (
    // The keys work wherever the focus is inside; every one of them has a button or link too.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className="flex h-full flex-col" onKeyDown={onKeyDown}>
      <PageHeader title={t('approvals.title')} />
      <Tabs
        className="flex min-h-0 flex-1 flex-col gap-3"
        listClassName="mx-6"
        label={t('approvals.title')}
        value={show}
        onChange={(next) => navigate('approvals', next === 'decided' ? ['decided'] : [])}
        tabs={[
          { value: 'pending', label: t('approvals.pending'), count: pendingOf(slice).length },
          { value: 'decided', label: t('approvals.decided') },
        ]}
      >
        <TabPanel value={show} className="flex min-h-0 flex-1 border-t border-line outline-none">
          {list.phase === 'ready' && items.length === 0 && selected === undefined ? (
            <NoRequests show={show} />
          ) : (
            <Panes narrowShows={wanted === undefined ? 'list' : 'detail'} under={under}>
              <ListPane show={show} list={list} selected={selected?.id} under={under} />
              {selected === undefined ? (
                list.phase === 'ready' && <NothingSelected gone={wanted !== undefined} />
              ) : (
                <RequestDetail key={selected.id} approval={selected} control={control} />
              )}
            </Panes>
          )}
        </TabPanel>
      </Tabs>
    </div>
  );
}

/** Narrow windows show the list alone: nothing is approved there that cannot be seen. */
const isShown = (id: string): boolean => document.querySelector(`#${id}`)?.checkVisibility() === true;

/** What the address says is on screen; without an id it is the first of the list. */
function selectionOf(slice: ApprovalsSlice, rest: readonly string[]) {
  const show: Show = rest[0] === 'decided' ? 'decided' : 'pending';
  const under = show === 'decided' ? ['decided'] : [];
  const wanted = rest[under.length];
  const list = slice[show];
  const items = list.phase === 'ready' ? list.data : [];
  const selected = wanted === undefined ? items[0] : findApproval(slice, wanted);
  return { show, under, wanted, list, items, selected };
}

interface PanesProps {
  /** Below the width for both, only one of them shows. */
  readonly narrowShows: 'list' | 'detail';
  readonly under: readonly string[];
  readonly children: readonly [ReactNode, ReactNode];
}

function Panes({ narrowShows, under, children: [list, detail] }: PanesProps) {
  const { t } = useWords();
  return (
    <>
      <div
        className={cn(
          'toast-place min-h-0 w-full shrink-0 overflow-y-auto border-line bg-canvas sm:w-64 sm:border-r roomy:w-80',
          narrowShows === 'detail' && 'max-sm:hidden',
        )}
      >
        {list}
      </div>
      <div className={cn('flex min-w-0 flex-1 flex-col bg-surface', narrowShows === 'list' && 'max-sm:hidden')}>
        {narrowShows === 'detail' && (
          <Button asChild variant="link" className="m-3 mb-0 self-start sm:hidden">
            <a href={routeHash('approvals', under)}>{t('common.back')}</a>
          </Button>
        )}
        {detail}
      </div>
    </>
  );
}

interface ListPaneProps {
  readonly show: Show;
  readonly list: Loadable<readonly Approval[]>;
  readonly selected: string | undefined;
  readonly under: readonly string[];
}

function ListPane({ show, list, selected, under }: ListPaneProps) {
  const { t } = useWords();
  const refresh = useUi((state) => state.approvals.refresh);
  if (list.phase === 'loading') return <Skeleton lines={6} label={t('common.loading')} className="p-4" />;
  if (list.phase === 'failed') return <Problem error={list.error} onRetry={() => void refresh()} className="m-3" />;
  if (list.data.length === 0) return <NoRequests show={show} />;
  return <RequestList items={list.data} selected={selected} under={under} />;
}

function NoRequests({ show }: { readonly show: Show }) {
  const { t } = useWords();
  const pending = show === 'pending';
  return (
    <EmptyState
      icon={pending ? CircleCheck : Inbox}
      title={t(pending ? 'approvals.nonePendingTitle' : 'approvals.noneDecidedTitle')}
      text={t(pending ? 'approvals.nonePendingText' : 'approvals.noneDecidedText')}
      className="w-full"
      action={
        <Button asChild size="sm">
          <a href={routeHash(pending ? 'overview' : 'approvals')}>
            {t(pending ? 'approvals.nonePendingAction' : 'approvals.noneDecidedAction')}
          </a>
        </Button>
      }
    />
  );
}

function NothingSelected({ gone }: { readonly gone: boolean }) {
  const { t } = useWords();
  const text = gone ? t('approvals.gone') : t('approvals.select');
  return <EmptyState icon={MousePointerClick} title={text} className="my-auto" />;
}

const TOASTS: Partial<Readonly<Record<Approval['state'], 'error' | 'warn'>>> = {
  failed: 'error',
  expired: 'warn',
  withdrawn: 'warn',
  void: 'warn',
};

/** Says what became of a request that has just left the screen for the next one. */
function useDecidedToast(): (id: string) => void {
  const { t } = useWords();
  const toast = useToast();
  const store = useUiStore();

  return (id) => {
    const approval = findApproval(store.getState().approvals, id);
    if (approval === undefined) return;
    toast({
      tone: TOASTS[approval.state] ?? (approvalTone(approval) === 'warn' ? 'warn' : 'ok'),
      title: outcomeWords(t, approval),
      text: `${approval.agent} ${plainSentence(requestSentence(t, approval.question))}`,
    });
  };
}

const LAPSED: ReadonlySet<Approval['state']> = new Set(['expired', 'withdrawn', 'void']);

/** Says so when the request on screen ends without an answer: else it would just be gone. */
function useLapsedToast(slice: ApprovalsSlice, shown: Approval | undefined, announce: (id: string) => void): void {
  const looking = useRef<string | null>(null);

  useEffect(() => {
    const before = looking.current;
    looking.current = shown?.state === 'pending' ? shown.id : null;
    const ended = before === null || before === shown?.id ? undefined : findApproval(slice, before);
    if (ended !== undefined && LAPSED.has(ended.state)) announce(ended.id);
  }, [slice, shown, announce]);
}
