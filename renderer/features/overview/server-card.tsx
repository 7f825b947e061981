import type { AppStatus } from '../../../app/contract/ui/status.ts';
import { useUi } from '../../store/ui-context.tsx';
import { serverName, serverText, serverTone } from '../../text/server-words.ts';
import { timeLeft } from '../../text/times.ts';
import { useWords } from '../../text/use-words.ts';
import { Badge, Dot } from '../../ui/badge.tsx';
import { Callout } from '../../ui/callout.tsx';
import { Card, CardHeader } from '../../ui/card.tsx';
import { Fact, Facts } from '../../ui/facts.tsx';
import { MarkedText } from '../../ui/marked-text.tsx';
import { Code } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';

export function ServerCard() {
  const { t } = useWords();
  const current = useUi((state) => state.status.current);
  const refresh = useUi((state) => state.status.refresh);
  return (
    <Card aria-labelledby="server-title">
      <CardHeader title={t('server.label')} titleId="server-title">
        {current.phase === 'ready' && (
          <Badge tone={serverTone(current.data.server)}>
            <Dot tone={serverTone(current.data.server)} />
            {t(`server.${current.data.server.state}`)}
          </Badge>
        )}
      </CardHeader>
      <div className="flex flex-col gap-3 px-4 pb-4">
        {current.phase === 'loading' && <Skeleton label={t('common.loading')} />}
        {current.phase === 'failed' && <Problem error={current.error} onRetry={() => void refresh()} />}
        {current.phase === 'ready' && <ServerFacts server={current.data.server} />}
      </div>
    </Card>
  );
}

function ServerFacts({ server }: { readonly server: AppStatus['server'] }) {
  const { t } = useWords();
  const { state, version, sessionSeconds } = server;
  const fine = state === 'ready' || state === 'starting';
  return (
    <>
      {fine ? <p className="text-muted">{serverText(t, server)}</p> : <ServerTrouble server={server} />}
      {state === 'starting' && <StartProgress server={server} />}
      <Facts>
        <Fact name={t('server.label')}>
          {serverName(t, server)}
          {version !== undefined && ` ${version}`}
        </Fact>
        <Fact name={t('server.address')}>
          <ServerAddress server={server} />
        </Fact>
        {sessionSeconds !== undefined && <Fact name={t('server.session')}>{timeLeft(t, sessionSeconds * 1000)}</Fact>}
      </Facts>
    </>
  );
}

/** The app's own server has no address that would help anybody. */
function ServerAddress({ server: { kind, address } }: { readonly server: AppStatus['server'] }) {
  const { t } = useWords();
  return kind === 'embedded' ? t('server.onThisMachine') : <Code>{address}</Code>;
}

function ServerTrouble({ server }: { readonly server: AppStatus['server'] }) {
  const { t } = useWords();
  const { detail, next } = server;
  return (
    <Callout tone={serverTone(server) === 'warn' ? 'warn' : 'error'} live title={serverText(t, server)}>
      {detail !== undefined && (
        <p>
          <MarkedText text={detail} />
        </p>
      )}
      {next !== undefined && (
        <p className="mt-1">
          <span className="font-semibold">{t('server.next')}: </span>
          <MarkedText text={next} />
        </p>
      )}
    </Callout>
  );
}

function StartProgress({ server: { progress, detail } }: { readonly server: AppStatus['server'] }) {
  const { t } = useWords();
  return (
    <div>
      <progress
        aria-label={t('server.progress')}
        max={1}
        {...(progress === undefined ? {} : { value: progress })}
        className="h-1.5 w-full appearance-none overflow-hidden rounded-full accent-accent [&::-webkit-progress-bar]:bg-hover [&::-webkit-progress-value]:rounded-full [&::-webkit-progress-value]:bg-accent"
      />
      {detail !== undefined && <p className="text-xs text-muted">{detail}</p>}
    </div>
  );
}
