import { routeHash } from '../navigation/route.ts';
import { dataOf } from '../store/loadable.ts';
import { useUi } from '../store/ui-context.tsx';
import { serverName, serverTone } from '../text/server-words.ts';
import { useWords } from '../text/use-words.ts';
import { Dot } from '../ui/badge.tsx';
import { Tooltip } from '../ui/tooltip.tsx';

/** The server's state at a glance, or that the page has lost the app. */
export function ServerChip() {
  const { t } = useWords();
  const current = useUi((state) => state.status.current);
  const reconnecting = useUi((state) => state.connection.phase === 'reconnecting');
  const server = dataOf(current)?.server;

  const name = server === undefined ? t('server.label') : serverName(t, server);
  const unknown = t(current.phase === 'loading' ? 'common.loading' : 'server.unknown');
  const known = server === undefined ? unknown : t(`server.${server.state}`);
  const state = reconnecting ? t('connection.reconnecting') : known;
  const tone = reconnecting ? 'warn' : server === undefined ? 'neutral' : serverTone(server);

  return (
    <Tooltip side="right" text={reconnecting ? t('connection.reconnectingHint') : `${name}: ${state}`}>
      <a
        href={routeHash('overview')}
        className="flex min-h-7 min-w-0 flex-1 items-center justify-center gap-2 rounded-md px-2 py-1 hover:bg-hover wide:justify-start"
      >
        <Dot tone={tone} className={reconnecting ? 'animate-breathe' : ''} />
        <span className="sr-only min-w-0 flex-col wide:not-sr-only wide:flex">
          <span className="truncate text-xs leading-4 font-medium">{name}</span>
          <span className="truncate text-xs leading-4 text-muted">{state}</span>
        </span>
      </a>
    </Tooltip>
  );
}
