import { useClient } from '../../store/ui-context.tsx';
import { useWords } from '../../text/use-words.ts';
import { useToast } from '../../ui/toast.tsx';
import { useFailureToast } from '../../ui/use-failure-toast.ts';

import type { Address } from './address.ts';
import { browserClipboard } from './browser-clipboard.ts';
import { CLEAR_AFTER_MS, copyGuarded } from './clipboard-guard.ts';

/** One toast says what the clipboard holds now. */
const CLIPBOARD = 'clipboard';

/** Copies a value that is never shown and stays in no state. */
export function useSecretCopy(address: Address, version: number | undefined): (key: string) => Promise<void> {
  const { t } = useWords();
  const client = useClient();
  const toast = useToast();
  const failed = useFailureToast(t('secrets.copyFailed'));

  const clearNow = async (): Promise<void> => {
    try {
      await browserClipboard.write('');
      toast({ tone: 'ok', title: t('secrets.cleared'), topic: CLIPBOARD });
    } catch {
      toast({ tone: 'error', title: t('secrets.clearFailed'), topic: CLIPBOARD });
    }
  };

  const put = async (key: string, value: string): Promise<void> => {
    try {
      const { clears } = await copyGuarded(browserClipboard, value);
      toast({
        tone: 'ok',
        title: t('secrets.copiedTitle', { key }),
        text: clears ? t('secrets.copiedClears', { seconds: CLEAR_AFTER_MS / 1000 }) : t('secrets.copiedCannotClear'),
        action: { label: t('secrets.clearNow'), run: () => void clearNow() },
        ms: CLEAR_AFTER_MS,
        topic: CLIPBOARD,
      });
    } catch {
      toast({ tone: 'error', title: t('secrets.copyFailed'), text: t('common.copyFailed') });
    }
  };

  return async (key) => {
    try {
      const { value } = await client.call('secrets.reveal', {
        ...address,
        key,
        purpose: 'copy',
        ...(version === undefined ? {} : { version }),
      });
      await put(key, value);
    } catch (error) {
      failed(error);
    }
  };
}
