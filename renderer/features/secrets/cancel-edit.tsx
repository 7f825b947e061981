import { useState } from 'react';

import { useWords } from '../../text/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogFooter } from '../../ui/dialog.tsx';

interface CancelEditProps {
  /** Whether anything would be lost. */
  readonly asks: boolean;
  readonly onCancel: () => void;
}

export function CancelEdit({ asks, onCancel }: CancelEditProps) {
  const { t } = useWords();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button onClick={() => (asks ? setAsking(true) : onCancel())}>{t('common.cancel')}</Button>
      <Dialog
        open={asking}
        onOpenChange={setAsking}
        title={t('edit.discardTitle')}
        description={t('edit.discardText')}
        closeLabel={t('common.close')}
      >
        <div className="h-4" />
        <DialogFooter>
          <Button data-focus-first onClick={() => setAsking(false)}>
            {t('edit.backToEdit')}
          </Button>
          <Button variant="danger" onClick={onCancel}>
            {t('edit.discard')}
          </Button>
        </DialogFooter>
      </Dialog>
    </>
  );
}
