import { BadgeCheck, Quote } from 'lucide-react';

import type { Approval, DangerFlag } from '../../../app/contract/ui/approvals.ts';
import { routeHash } from '../../navigation/route.ts';
import { useUi } from '../../store/ui-context.tsx';
import { outcomeWords, rememberedWords, requestSentence } from '../../text/approval-words.ts';
import { useWords } from '../../text/use-words.ts';
import { visibleText } from '../../text/visible-text.ts';
import { Badge, Dot } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { SentenceText } from '../../ui/sentence-text.tsx';

import { DecisionBar } from './decision-bar.tsx';
import { QuestionDetails } from './question-details.tsx';
import { Countdown } from './request-list.tsx';
import { approvalTone } from './state-tone.ts';
import type { DecisionControl } from './use-decision.ts';

export const DETAIL_HEADING = 'request-heading';

interface RequestDetailProps {
  readonly approval: Approval;
  readonly control: DecisionControl;
}

export function RequestDetail({ approval, control }: RequestDetailProps) {
  const { t } = useWords();
  const { agent, question, flags, state } = approval;
  return (
    <article aria-labelledby={DETAIL_HEADING} className="flex min-h-0 flex-1 flex-col">
      <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto p-5">
        <header className="flex flex-col gap-2">
          <Asker approval={approval} />
          <h2 id={DETAIL_HEADING} tabIndex={-1} className="text-lg leading-6 font-semibold outline-none wrap-anywhere">
            {agent} <SentenceText parts={requestSentence(t, question)} />
          </h2>
        </header>
        {flags.includes('goes_to_model') && (
          <Callout tone="danger" title={t('approvals.modelTitle')}>
            {t('approvals.modelText', { agent })}
          </Callout>
        )}
        <Flags flags={flags.filter((flag) => flag !== 'goes_to_model')} />
        <QuestionDetails question={question} />
        <Reason text={approval.reason} />
        {state === 'pending' && <Waiting approval={approval} />}
      </div>
      {state === 'pending' ? <DecisionBar approval={approval} control={control} /> : <Outcome approval={approval} />}
    </article>
  );
}

/** Who asks: what we know apart from what it says of itself. */
function Asker({ approval }: { readonly approval: Approval }) {
  const { t } = useWords();
  const { client, process, door, state, requestedAt, expiresAt } = approval;
  return (
    <div className="flex flex-wrap items-center gap-x-2 gap-y-1 text-muted">
      <Badge>{t(`approvals.door.${door}`)}</Badge>
      {client !== undefined && (
        <span className="inline-flex flex-wrap items-center gap-1.5">
          {t('approvals.saysItIs', { client: visibleText(client) })}
          <Badge tone="warn">{t('approvals.notVerified')}</Badge>
        </span>
      )}
      {process?.verified === false && <Badge tone="warn">{t('approvals.processUnknown')}</Badge>}
      {process?.pid !== undefined && (
        <span className="inline-flex items-center gap-1">
          {process.verified && <BadgeCheck aria-label={t('approvals.verified')} className="size-4 text-ok" />}
          {t('approvals.process', { pid: process.pid })}
        </span>
      )}
      <span className="ml-auto inline-flex items-center gap-3">
        <RelativeTime at={requestedAt} />
        {state === 'pending' && <Countdown until={expiresAt} />}
      </span>
    </div>
  );
}

function Flags({ flags }: { readonly flags: readonly DangerFlag[] }) {
  const { t } = useWords();
  if (flags.length === 0) return null;
  return (
    <Callout tone="warn" title={t('approvals.lookTwice')}>
      <ul className="flex list-disc flex-col gap-1 pl-4">
        {flags.map((flag) => (
          <li key={flag}>{t(`flag.${flag}`)}</li>
        ))}
      </ul>
    </Callout>
  );
}

function Reason({ text }: { readonly text: string | undefined }) {
  const { t } = useWords();
  if (text === undefined || text === '') return <p className="text-muted">{t('approvals.noReason')}</p>;
  return (
    <figure>
      <figcaption className="mb-1 flex flex-wrap items-baseline gap-x-2 text-xs text-muted">
        <span className="font-medium">{t('approvals.reason')}</span>
        <span>{t('approvals.reasonHint')}</span>
      </figcaption>
      <blockquote className="flex gap-2 rounded-md border border-dashed border-line-strong px-3 py-2">
        <Quote aria-hidden className="mt-0.5 size-3.5 shrink-0 text-muted" />
        <p dir="auto" className="min-w-0 wrap-anywhere">
          {visibleText(text)}
        </p>
      </blockquote>
    </figure>
  );
}

function Waiting({ approval: { agent, waiting, question } }: { readonly approval: Approval }) {
  const { t } = useWords();
  const answersOnly = question.kind === 'read' || question.kind === 'list';
  const gone = answersOnly ? 'approvals.notWaitingAnswer' : 'approvals.notWaitingEffect';
  return (
    <p className="text-muted">
      {waiting ? t('approvals.waitingFor', { agent }) : t(gone, { agent })} {t('approvals.unanswered')}
    </p>
  );
}

function Outcome({ approval }: { readonly approval: Approval }) {
  const { t } = useWords();
  const remembered = rememberedWords(t, approval);
  /** The demonstration shows its output on Overview: what the agent got is what this is about. */
  const isShownThere = useUi((state) => state.demo.shownRun === approval.id);
  return (
    <output className="action-bar block border-t border-line bg-raised px-5 py-3">
      <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <Dot tone={approvalTone(approval)} />
        <span className="font-semibold">{outcomeWords(t, approval)}</span>
        {remembered !== null && <span>{remembered}</span>}
        <span className="text-muted">
          {approval.decidedBy !== undefined && `${t('outcome.by', { who: approval.decidedBy })} · `}
          {approval.decidedAt !== undefined && <RelativeTime at={approval.decidedAt} />}
        </span>
        {isShownThere && (
          <Button asChild size="sm" className="ml-auto">
            <a href={routeHash('overview')}>{t('approvals.seeDemo')}</a>
          </Button>
        )}
      </span>
    </output>
  );
}
