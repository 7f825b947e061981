import { Bot, KeyRound, LayoutDashboard, type LucideIcon, ScrollText, Stamp } from 'lucide-react';

import { pendingOf } from '../features/approvals/approvals-slice.ts';
import { routeHash, type Screen, SCREENS } from '../navigation/route.ts';
import { dataOf } from '../store/loadable.ts';
import { useUi } from '../store/ui-context.tsx';
import { useWords } from '../text/use-words.ts';
import { cn } from '../ui/cn.ts';
import { Logo } from '../ui/logo.tsx';
import { Tooltip } from '../ui/tooltip.tsx';

import { PreferencesMenu } from './preferences-menu.tsx';
import { ServerChip } from './server-chip.tsx';

const ICONS: Readonly<Record<Screen, LucideIcon>> = {
  overview: LayoutDashboard,
  approvals: Stamp,
  secrets: KeyRound,
  agents: Bot,
  audit: ScrollText,
};

interface SidebarProps {
  readonly screen: Screen;
  /** Also when it is the screen that is open already. */
  readonly onChosen: () => void;
}

/** A full column on wide windows, icons with tooltips on narrow ones. */
export function Sidebar({ screen, onChosen }: SidebarProps) {
  const { t } = useWords();
  return (
    <header className="flex w-14 shrink-0 flex-col border-r border-line bg-sunken wide:w-52">
      <a
        href={routeHash('overview')}
        className="m-2 flex items-center justify-center gap-2.5 rounded-md p-1.5 wide:justify-start"
      >
        <Logo />
        <span className="sr-only text-base font-semibold tracking-tight wide:not-sr-only">{t('app.name')}</span>
      </a>
      <nav aria-label={t('nav.label')} className="min-h-0 flex-1 overflow-y-auto px-2 pt-1">
        <ul className="flex flex-col gap-0.5">
          {SCREENS.map((target) => (
            <li key={target}>
              <NavLink target={target} current={target === screen} onChosen={onChosen} />
            </li>
          ))}
        </ul>
      </nav>
      <div className="flex flex-col items-center gap-1 border-t border-line p-2 wide:flex-row">
        <ServerChip />
        <PreferencesMenu />
      </div>
    </header>
  );
}

interface NavLinkProps {
  readonly target: Screen;
  readonly current: boolean;
  readonly onChosen: () => void;
}

function NavLink({ target, current, onChosen }: NavLinkProps) {
  const { t } = useWords();
  const pending = useUi((state) => pendingOf(state.approvals).length);
  const connected = useUi(
    (state) => (dataOf(state.agents.list) ?? []).filter(({ connectedNow }) => connectedNow > 0).length,
  );
  const count = target === 'approvals' ? pending : target === 'agents' ? connected : 0;
  const loud = target === 'approvals';
  const Icon = ICONS[target];
  const label = t(`nav.${target}`);
  const about = count === 0 ? '' : t(loud ? 'nav.waitingBadge' : 'agents.connected', { count });

  return (
    <Tooltip side="right" text={about === '' ? label : `${label}, ${about}`}>
      <a
        href={routeHash(target)}
        onClick={(event) => {
          // With Ctrl or Shift it opens elsewhere.
          if (!event.ctrlKey && !event.metaKey && !event.shiftKey) onChosen();
        }}
        aria-current={current ? 'page' : undefined}
        className={cn(
          'relative flex h-9 items-center justify-center gap-2.5 rounded-md px-2.5 text-sm wide:h-8 wide:justify-start',
          current
            ? 'bg-raised font-medium text-ink shadow-card forced:border'
            : 'text-muted hover:bg-hover hover:text-ink',
        )}
      >
        <Icon aria-hidden className={cn('size-4 shrink-0', current && 'text-accent-text')} />
        <span className="sr-only wide:not-sr-only wide:flex-1">{label}</span>
        <span className="sr-only">{about}</span>
        {count > 0 && <NavBadge count={count} loud={loud} />}
      </a>
    </Tooltip>
  );
}

const NavBadge = ({ count, loud }: { readonly count: number; readonly loud: boolean }) => (
  <span
    aria-hidden
    className={cn(
      'absolute -top-0.5 right-0 flex h-4 min-w-4 items-center justify-center rounded-full px-1 text-[11px] leading-none font-semibold tabular-nums wide:static wide:h-5 wide:min-w-5',
      loud ? 'bg-accent text-accent-ink' : 'bg-hover text-muted',
    )}
  >
    {count}
  </span>
);
