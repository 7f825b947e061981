import { CirclePause } from 'lucide-react';

import { PauseButton } from '../features/agents/pause-button.tsx';
import { dataOf } from '../store/loadable.ts';
import { mayDecide } from '../store/selectors.ts';
import { useUi } from '../store/ui-context.tsx';
import { clockTime } from '../text/times.ts';
import { useWords } from '../text/use-words.ts';

/** On top of every page while all agents are stopped: somebody wonders why nothing works. */
export function PausedBar() {
  const { t, language } = useWords();
  const since = useUi((state) => dataOf(state.status.current)?.pausedSince);
  const allowed = useUi(mayDecide);
  if (since === undefined) return null;
  return (
    <output className="flex items-center gap-3 border-b border-line bg-warn-soft px-6 py-2 text-warn-text">
      <CirclePause aria-hidden className="size-4 shrink-0" />
      <p className="min-w-0 flex-1">
        <span className="font-semibold">{t('agents.allPaused')}</span>{' '}
        {t('agents.allPausedSince', { time: clockTime(language, since) })}
      </p>
      <PauseButton size="sm" agent={null} isPaused mayResume={allowed} />
    </output>
  );
}
