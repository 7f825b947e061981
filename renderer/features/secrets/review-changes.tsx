import { useWords } from '../../text/use-words.ts';
import { ChangeSign } from '../../ui/change-sign.tsx';
import { Code } from '../../ui/page.tsx';

import type { DraftChange } from './draft.ts';

/** What saving does, key by key, with the signs that approvals use too. */
export function ReviewChanges({ changes }: { readonly changes: readonly DraftChange[] }) {
  const { t } = useWords();
  return (
    <ul aria-label={t('edit.reviewTitle')} className="divide-y divide-line rounded-md border border-line">
      {changes.map(({ key, change }) => (
        <li key={key} className="flex items-center gap-3 px-3 py-2">
          <ChangeSign change={change} />
          <Code className={change === 'removed' ? 'line-through' : ''}>{key}</Code>
          <span aria-hidden className="ml-auto text-muted">
            {t(`change.${change}`)}
          </span>
        </li>
      ))}
    </ul>
  );
}
