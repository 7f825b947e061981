import { useWords } from '../text/use-words.ts';

import { CopyButton } from './copy-button.tsx';

/** A text to take elsewhere, with a button that copies it. */
export function CommandLine({ text }: { readonly text: string }) {
  const { t } = useWords();
  return (
    <div className="flex items-start gap-1 rounded-md border border-line bg-sunken py-1 pr-1 pl-3">
      <pre className="min-w-0 flex-1 py-1 font-mono text-xs leading-5 wrap-code">{text}</pre>
      <CopyButton
        text={text}
        label={t('common.copy')}
        copiedLabel={t('common.copied')}
        failedLabel={t('common.copyFailed')}
      />
    </div>
  );
}
