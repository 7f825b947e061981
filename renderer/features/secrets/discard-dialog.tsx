import { useWords } from '../../text/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogFooter } from '../../ui/dialog.tsx';

import type { Leaving } from './use-leaving.ts';

export function DiscardDialog({ leaving: { asking, stay, discard } }: { readonly leaving: Leaving }) {
  const { t } = useWords();
  return (
    <Dialog
      open={asking}
      onOpenChange={stay}
      title={t('edit.discardTitle')}
      description={t('edit.discardText')}
      closeLabel={t('common.close')}
    >
      <div className="h-4" />
      <DialogFooter>
        <Button data-focus-first onClick={stay}>
          {t('edit.backToEdit')}
        </Button>
        <Button variant="danger" onClick={discard}>
          {t('edit.discard')}
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
