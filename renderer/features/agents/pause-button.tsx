import { Pause, Play } from 'lucide-react';

import { useWords } from '../../text/use-words.ts';
import { Button } from '../../ui/button.tsx';

import { usePausing } from './use-pausing.ts';

interface PauseButtonProps {
  /** Null for all of them. */
  readonly agent: string | null;
  readonly isPaused: boolean;
  /** Stopping is for every window, letting on for one that may decide. */
  readonly mayResume: boolean;
  readonly size?: 'sm';
}

export function PauseButton({ agent, isPaused, mayResume, size }: PauseButtonProps) {
  const { t } = useWords();
  const { pause, resume } = usePausing(agent);
  const label =
    agent === null
      ? t(isPaused ? 'agents.resumeAll' : 'agents.pauseAll')
      : t(isPaused ? 'agents.resume' : 'agents.pause');
  const Icon = isPaused ? Play : Pause;
  const blocked = isPaused && !mayResume;
  return (
    <Button
      {...(size === undefined ? {} : { size })}
      aria-label={agent === null ? label : t(isPaused ? 'agents.resumeOf' : 'agents.pauseOf', { agent })}
      aria-disabled={blocked}
      onClick={() => (blocked ? undefined : void (isPaused ? resume() : pause()))}
    >
      <Icon aria-hidden />
      {label}
    </Button>
  );
}
