import { Pause, Play, ScrollText, ShieldCheck } from 'lucide-react';
import { useEffect } from 'react';

import { routeHash } from '../../navigation/route.ts';
import { useUi } from '../../store/ui-context.tsx';
import { damageWords } from '../../text/audit-words.ts';
import { useWords } from '../../text/use-words.ts';
import { Badge, Dot } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageHeader } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';

import { AuditFeed } from './audit-feed.tsx';
import type { Verification } from './audit-slice.ts';

export function AuditPage() {
  const { t } = useWords();
  const paused = useUi((state) => state.audit.paused);
  const held = useUi((state) => state.audit.held.length);
  const verification = useUi((state) => state.audit.verification);
  const left = useUi((state) => state.audit.left);
  useEffect(() => left, [left]);
  return (
    <div className="flex h-full flex-col">
      <PageHeader title={t('audit.title')} lead={t('audit.lead')}>
        <PauseButton paused={paused} />
        <VerifyButton verifying={verification.phase === 'running'} />
      </PageHeader>
      <VerifyResult verification={verification} />
      {paused && (
        <output className="mx-6 mb-3 block">
          <Badge tone="warn">{t('audit.held', { count: held })}</Badge>
        </output>
      )}
      <Feed />
    </div>
  );
}

function PauseButton({ paused }: { readonly paused: boolean }) {
  const { t } = useWords();
  const setPaused = useUi((state) => state.audit.setPaused);
  const Icon = paused ? Play : Pause;
  return (
    <>
      <span className="inline-flex items-center gap-1.5 text-muted">
        <Dot tone={paused ? 'warn' : 'ok'} />
        {t(paused ? 'audit.paused' : 'audit.live')}
      </span>
      <Button onClick={() => setPaused(!paused)}>
        <Icon aria-hidden />
        {t(paused ? 'audit.resume' : 'audit.pause')}
      </Button>
    </>
  );
}

function VerifyButton({ verifying }: { readonly verifying: boolean }) {
  const { t } = useWords();
  const verify = useUi((state) => state.audit.verify);
  return (
    <Button
      aria-disabled={verifying}
      onClick={() => {
        if (!verifying) void verify();
      }}
    >
      <ShieldCheck aria-hidden />
      {t(verifying ? 'audit.verifying' : 'audit.verify')}
    </Button>
  );
}

function Feed() {
  const { t } = useWords();
  const page = useUi((state) => state.audit.page);
  const refresh = useUi((state) => state.audit.refresh);
  if (page.phase === 'loading') return <Skeleton lines={9} label={t('common.loading')} className="px-6" />;
  if (page.phase === 'failed') return <Problem error={page.error} onRetry={() => void refresh()} className="mx-6" />;
  if (page.data.entries.length > 0) return <AuditFeed entries={page.data.entries} more={page.data.more} />;
  return (
    <EmptyState
      icon={ScrollText}
      title={t('audit.noneTitle')}
      text={t('audit.noneText')}
      action={
        <Button asChild variant="primary">
          <a href={routeHash('overview')}>{t('audit.noneAction')}</a>
        </Button>
      }
    />
  );
}

function VerifyResult({ verification }: { readonly verification: Verification }) {
  const { t } = useWords();
  if (verification.phase === 'failed') {
    return <Problem error={verification.error} title={t('audit.verifyFailed')} className="mx-6 mb-3" />;
  }
  if (verification.phase !== 'done') return null;
  const { ok, entries, damage } = verification.result;
  if (ok) {
    return (
      <output className="mx-6 mb-3 flex items-center gap-2 rounded-md bg-ok-soft px-3 py-2 text-ok-text">
        <ShieldCheck aria-hidden className="size-4 shrink-0" />
        <span>
          <span className="font-semibold">{t('audit.verifiedTitle')}.</span>{' '}
          {t('audit.verifiedText', { count: entries })}
        </span>
      </output>
    );
  }
  return (
    <Callout tone="danger" live className="mx-6 mb-3" title={t('audit.damagedTitle')}>
      {damage === undefined ? t('audit.damagedUnknown') : damageWords(t, damage)}
    </Callout>
  );
}
