import type { AppError } from '../../app/kernel/errors.ts';
import { accountOf, problemOf, useWords } from '../text/use-words.ts';

import { Button } from './button.tsx';
import { Callout } from './callout.tsx';
import { MarkedText } from './marked-text.tsx';

interface ProblemProps {
  readonly error: AppError;
  /** What did not work; without it the title is what went wrong. */
  readonly title?: string;
  readonly onRetry?: () => void;
  readonly className?: string;
}

/** What went wrong, what helps, and a way to try again. */
export function Problem({ error, title, onRetry, className }: ProblemProps) {
  const { t } = useWords();
  const problem = problemOf(t, error);
  const text = title === undefined ? problem.detail : accountOf(problem);
  const action =
    onRetry === undefined ? undefined : (
      <Button size="sm" onClick={onRetry}>
        {t('common.retry')}
      </Button>
    );
  return (
    <Callout
      tone="error"
      live
      title={title ?? problem.title}
      action={action}
      {...(className === undefined ? {} : { className })}
    >
      {text === '' ? undefined : <MarkedText text={text} />}
    </Callout>
  );
}
