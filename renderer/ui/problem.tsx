import type { AppError } from '../../app/kernel/errors.ts';
import { problemOf, useWords } from '../text/use-words.ts';

import { Button } from './button.tsx';
import { Callout } from './callout.tsx';
import { MarkedText } from './marked-text.tsx';

interface ProblemProps {
  readonly error: AppError;
  readonly onRetry?: () => void;
  readonly className?: string;
}

/** What went wrong, what helps, and a way to try again. */
export function Problem({ error, onRetry, className }: ProblemProps) {
  const { t } = useWords();
  const { title, detail } = problemOf(t, error);
  const action =
    onRetry === undefined ? undefined : (
      <Button size="sm" onClick={onRetry}>
        {t('common.retry')}
      </Button>
    );
  return (
    <Callout tone="error" live title={title} action={action} {...(className === undefined ? {} : { className })}>
      <MarkedText text={detail} />
    </Callout>
  );
}
