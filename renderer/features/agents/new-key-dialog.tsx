import { type SyntheticEvent, useState } from 'react';

import { type AppError, asAppError } from '../../../app/kernel/errors.ts';
import { useClient, useUi } from '../../store/ui-context.tsx';
import { useWords } from '../../text/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { CommandLine } from '../../ui/command-line.tsx';
import { Dialog, DialogBody, DialogFooter } from '../../ui/dialog.tsx';
import { Field, Input } from '../../ui/input.tsx';
import { Problem } from '../../ui/problem.tsx';

import { nameProblem } from './agent-name.ts';

interface NewKeyDialogProps {
  /** '' asks for the name of a new agent. */
  readonly agent: string;
  readonly onClose: () => void;
}

/** The key is in this component's state until the dialog closes, and nowhere else on the page. */
export function NewKeyDialog({ agent, onClose }: NewKeyDialogProps) {
  const { t } = useWords();
  const client = useClient();
  const refresh = useUi((state) => state.agents.refresh);
  const [name, setName] = useState(agent);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [key, setKey] = useState<string | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const problem = nameProblem(name);

  const submit = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (busy || problem !== null) return;
    setBusy(true);
    setError(null);
    try {
      setKey((await client.call('agents.createKey', { agent: name })).key);
      await refresh();
    } catch (thrown) {
      setError(asAppError(thrown));
    } finally {
      setBusy(false);
    }
  };

  if (key !== null) {
    return (
      <Dialog
        open
        sticky
        onOpenChange={onClose}
        title={t('agents.keyShownTitle', { agent: name })}
        description={t('agents.keyShownText')}
        closeLabel={t('common.close')}
      >
        <DialogBody>
          <CommandLine text={key} />
        </DialogBody>
        <DialogFooter>
          <Button variant="primary" onClick={onClose}>
            {t('agents.keyShownDone')}
          </Button>
        </DialogFooter>
      </Dialog>
    );
  }

  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('agents.newAgentTitle')}
      description={t('agents.newAgentText')}
      closeLabel={t('common.close')}
    >
      <form noValidate onSubmit={(event) => void submit(event)}>
        <DialogBody>
          <Field
            label={t('agents.newAgentName')}
            hint={t('agents.newAgentNameHint')}
            problem={problem !== null && (tried || name.length > 40) ? t(problem) : null}
          >
            {(ids) => (
              <Input
                {...ids}
                readOnly={agent !== ''}
                value={name}
                onChange={(event) => setName(event.target.value)}
                className="font-mono"
              />
            )}
          </Field>
          {error !== null && <Problem error={error} />}
        </DialogBody>
        <DialogFooter>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" variant="primary" aria-disabled={busy}>
            {t('agents.createKey')}
          </Button>
        </DialogFooter>
      </form>
    </Dialog>
  );
}
