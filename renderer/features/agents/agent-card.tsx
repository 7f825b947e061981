import { Plus } from 'lucide-react';
import type { ReactNode } from 'react';

import type { AgentView } from '../../../app/contract/ui/agents.ts';
import { useUi } from '../../store/ui-context.tsx';
import { actionWords } from '../../text/audit-words.ts';
import { clockTime, fullTime, timeLeft } from '../../text/times.ts';
import { useNow, useWords } from '../../text/use-words.ts';
import { visibleText } from '../../text/visible-text.ts';
import { Badge, Dot } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { Code } from '../../ui/page.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { useToast } from '../../ui/toast.tsx';
import { useFailureToast } from '../../ui/use-failure-toast.ts';

import { COMMAND_AGENT } from './agent-name.ts';
import { PauseButton } from './pause-button.tsx';

interface AgentCardProps {
  readonly agent: AgentView;
  /** Whether this window may take away and give. */
  readonly allowed: boolean;
  readonly onCreateKey: () => void;
}

export function AgentCard({ agent, allowed, onCreateKey }: AgentCardProps) {
  const { t } = useWords();
  const { id, kind, connectedNow, clients, doors, firstSeen, lastSeen, pausedSince } = agent;
  return (
    <Card aria-labelledby={`agent-${id}`} className="p-5">
      <header className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 id={`agent-${id}`} className="text-base font-semibold wrap-anywhere">
          {id}
        </h2>
        <Badge>{t(id === COMMAND_AGENT ? 'agents.command' : `agents.${kind}`)}</Badge>
        <span className="inline-flex items-center gap-1.5 text-muted">
          <Dot tone={connectedNow > 0 ? 'ok' : 'neutral'} />
          {connectedNow > 0 ? t('agents.connected', { count: connectedNow }) : t('agents.away')}
        </span>
        {pausedSince !== undefined && (
          <Badge tone="warn">
            {t('agents.paused')} · <RelativeTime at={pausedSince} />
          </Badge>
        )}
        <span className="ml-auto">
          <PauseButton size="sm" agent={id} isPaused={pausedSince !== undefined} mayResume={allowed} />
        </span>
      </header>
      <div className="grid gap-x-8 gap-y-4 roomy:grid-cols-2">
        <Facts>
          {clients.length > 0 && (
            <Fact name={t('agents.clients')}>
              {clients.map((client) => visibleText(client)).join(', ')}{' '}
              <Badge tone="warn">{t('agents.clientsHint')}</Badge>
            </Fact>
          )}
          <Fact name={t('agents.doors')}>{doors.map((door) => t(`approvals.door.${door}`)).join(', ')}</Fact>
          <Fact name={t('agents.first')}>
            <RelativeTime at={firstSeen} />
          </Fact>
          <Fact name={t('agents.last')}>
            {lastSeen === undefined ? t('agents.never') : <RelativeTime at={lastSeen} />}
          </Fact>
        </Facts>
        <div className="flex min-w-0 flex-col gap-4">
          <Grants agent={agent} allowed={allowed} />
          <Shares agent={agent} allowed={allowed} />
          {id !== COMMAND_AGENT && <Keys agent={agent} allowed={allowed} onCreateKey={onCreateKey} />}
        </div>
      </div>
    </Card>
  );
}

interface BlockProps {
  readonly title: string;
  readonly empty: string;
  readonly children: readonly ReactNode[];
  readonly action?: ReactNode;
}

const Block = ({ title, empty, children, action }: BlockProps) => (
  <section>
    <div className="flex min-h-7 items-center justify-between gap-2">
      <h3 className="text-xs font-medium text-muted">{title}</h3>
      {action}
    </div>
    {children.length === 0 ? (
      <p className="text-muted">{empty}</p>
    ) : (
      <ul className="divide-y divide-line">{children}</ul>
    )}
  </section>
);

interface LineProps {
  readonly children: ReactNode;
  readonly button: string;
  readonly buttonLabel: string;
  readonly allowed: boolean;
  readonly onPress: () => void;
}

const Line = ({ children, button, buttonLabel, allowed, onPress }: LineProps) => (
  <li className="flex items-center gap-3 py-1">
    <div className="min-w-0 flex-1">{children}</div>
    <Button
      size="sm"
      variant="danger"
      aria-label={buttonLabel}
      aria-disabled={!allowed}
      onClick={() => (allowed ? onPress() : undefined)}
    >
      {button}
    </Button>
  </li>
);

function useAttempt(): (run: () => Promise<void>, done: string) => void {
  const { t } = useWords();
  const toast = useToast();
  const failed = useFailureToast(t('agents.failed'));
  const attempt = async (run: () => Promise<void>, done: string): Promise<void> => {
    try {
      await run();
      toast({ tone: 'ok', title: done });
    } catch (error) {
      failed(error);
    }
  };
  return (run, done) => void attempt(run, done);
}

type PartProps = Pick<AgentCardProps, 'agent' | 'allowed'>;

function Grants({ agent, allowed }: PartProps) {
  const { t, language } = useWords();
  const now = useNow();
  const endGrant = useUi((state) => state.agents.endGrant);
  const attempt = useAttempt();
  const live = agent.grants.filter(({ expiresAt }) => expiresAt > now);
  return (
    <Block title={t('agents.grants')} empty={t('agents.grantsNone')}>
      {live.map(({ id, tool, subject, expiresAt }) => (
        <Line
          key={id}
          allowed={allowed}
          button={t('agents.endGrant')}
          buttonLabel={t('agents.endGrantOf', { subject })}
          onPress={() => attempt(() => endGrant(id), t('agents.grantEnded'))}
        >
          <p>
            {actionWords(t, tool)} · <Code>{visibleText(subject)}</Code>
          </p>
          <p className="text-xs text-muted tabular-nums">
            {t('agents.grantUntil', { time: clockTime(language, expiresAt) })} ·{' '}
            {t('agents.grantLeft', { left: timeLeft(t, expiresAt - now) })}
          </p>
        </Line>
      ))}
    </Block>
  );
}

function Shares({ agent, allowed }: PartProps) {
  const { t } = useWords();
  const removeShare = useUi((state) => state.agents.removeShare);
  const attempt = useAttempt();
  const words = (capability: string): string => t(`capability.${capability}`, { defaultValue: capability });
  return (
    <Block title={t('agents.shares')} empty={t('agents.sharesNone')}>
      {agent.shares.map(({ path, capabilities, since }) => (
        <Line
          key={path}
          allowed={allowed}
          button={t('agents.removeShare')}
          buttonLabel={t('agents.removeShareOf', { path, agent: agent.id })}
          onPress={() =>
            attempt(() => removeShare(agent.id, path), t('agents.shareRemoved', { path, agent: agent.id }))
          }
        >
          <p>
            <Code>{visibleText(path)}</Code>
          </p>
          <p className="text-xs text-muted">
            {capabilities.map(words).join(', ')} · <RelativeTime at={since} />
          </p>
        </Line>
      ))}
    </Block>
  );
}

function Keys({ agent, allowed, onCreateKey }: AgentCardProps) {
  const { t, language } = useWords();
  const now = useNow();
  const revokeKey = useUi((state) => state.agents.revokeKey);
  const attempt = useAttempt();
  return (
    <Block
      title={t('agents.keys')}
      empty={t('agents.keysNone')}
      action={
        <Button
          size="sm"
          variant="quiet"
          aria-label={t('agents.createKeyOf', { agent: agent.id })}
          aria-disabled={!allowed}
          onClick={() => (allowed ? onCreateKey() : undefined)}
        >
          <Plus aria-hidden />
          {t('agents.createKey')}
        </Button>
      }
    >
      {agent.keys.map(({ id, expiresAt }) => (
        <Line
          key={id}
          allowed={allowed}
          button={t('agents.revokeKey')}
          buttonLabel={t('agents.revokeKeyOf', { id })}
          onPress={() => attempt(() => revokeKey(agent.id, id), t('agents.keyRevoked'))}
        >
          <p>
            <Code>{id}</Code>
          </p>
          <p className="text-xs text-muted">
            {t(expiresAt > now ? 'agents.keyEnds' : 'agents.keyEnded', { when: fullTime(language, expiresAt) })}
          </p>
        </Line>
      ))}
    </Block>
  );
}
