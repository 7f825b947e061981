import { useUi } from '../../store/ui-context.tsx';
import { useWords } from '../../text/use-words.ts';
import { useToast } from '../../ui/toast.tsx';
import { useFailureToast } from '../../ui/use-failure-toast.ts';

interface Pausing {
  readonly pause: () => Promise<void>;
  readonly resume: () => Promise<void>;
}

/** Stops and lets on one agent, or all of them (null), and says what came of it. */
export function usePausing(agent: string | null): Pausing {
  const { t } = useWords();
  const toast = useToast();
  const failed = useFailureToast(t('agents.failed'));
  const pause = useUi((state) => state.agents.pause);
  const resume = useUi((state) => state.agents.resume);
  const who = agent ?? t('agents.all');
  return {
    async pause() {
      try {
        const { questions, commands, grants } = await pause(agent);
        const text =
          questions + commands + grants === 0 ? undefined : t('agents.ended', { questions, commands, grants });
        toast({ tone: 'ok', title: t('agents.pausedToast', { who }), ...(text === undefined ? {} : { text }) });
      } catch (error) {
        failed(error);
      }
    },
    async resume() {
      try {
        await resume(agent);
        toast({ tone: 'ok', title: t('agents.resumedToast', { who }) });
      } catch (error) {
        failed(error);
      }
    },
  };
}
