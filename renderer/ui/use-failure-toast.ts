import { asAppError } from '../../app/kernel/errors.ts';
import { accountOf, problemOf, useWords } from '../text/use-words.ts';

import { useToast } from './toast.tsx';

/** Says what went wrong in a toast, below the title where there is one of its own. */
export function useFailureToast(title?: string): (error: unknown) => void {
  const { t } = useWords();
  const toast = useToast();
  return (thrown) => {
    const problem = problemOf(t, asAppError(thrown));
    const [heading, text] = title === undefined ? [problem.title, problem.detail] : [title, accountOf(problem)];
    toast({ tone: 'error', title: heading, ...(text === '' ? {} : { text }) });
  };
}
