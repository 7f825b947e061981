import { useWords } from '../text/use-words.ts';

import { cn } from './cn.ts';

type Change = 'added' | 'changed' | 'removed' | 'same' | 'marked_plain' | 'marked_secret';

const SIGNS: Readonly<Record<Change, { sign: string; look: string }>> = {
  added: { sign: '+', look: 'bg-ok-soft text-ok-text' },
  changed: { sign: '~', look: 'bg-warn-soft text-warn-text' },
  removed: { sign: '−', look: 'bg-danger-soft text-danger-text' },
  same: { sign: '=', look: 'bg-sunken text-muted' },
  marked_plain: { sign: '~', look: 'bg-warn-soft text-warn-text' },
  marked_secret: { sign: '~', look: 'bg-warn-soft text-warn-text' },
};

/** The kind of a change by sign, colour and, for screen readers, word. */
export function ChangeSign({ change }: { readonly change: Change }) {
  const { t } = useWords();
  const { sign, look } = SIGNS[change];
  return (
    <span className={cn('inline-flex size-5 items-center justify-center rounded-sm font-mono font-bold', look)}>
      <span aria-hidden>{sign}</span>
      <span className="sr-only">{t(`change.${change}`)}</span>
    </span>
  );
}
