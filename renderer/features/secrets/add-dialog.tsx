import { type SyntheticEvent, useState } from 'react';

import type { Place } from '../../../app/contract/ui/secrets.ts';
import { type AppError, asAppError } from '../../../app/kernel/errors.ts';
import { routeHash } from '../../navigation/route.ts';
import { useUi } from '../../store/ui-context.tsx';
import { placeWords } from '../../text/approval-words.ts';
import { useWords } from '../../text/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { Dialog, DialogBody, DialogFooter } from '../../ui/dialog.tsx';
import { Field, Input, Select } from '../../ui/input.tsx';
import { Problem } from '../../ui/problem.tsx';
import { useToast } from '../../ui/toast.tsx';

import { parsePlaceKey, placeKey, restOf, type Address } from './address.ts';
import { DiscardDialog } from './discard-dialog.tsx';
import { draftProblems, EMPTY_DRAFT, holdsWork, missingValues, NONE_MISSING, toChange, type NewKey } from './draft.ts';
import { pathProblem } from './names.ts';
import { blankKey, NewKeyRows } from './new-key-rows.tsx';
import { useLeaving } from './use-leaving.ts';

interface AddDialogProps {
  readonly places: readonly Place[];
  readonly onClose: () => void;
  readonly onSaved: (address: Address) => void;
}

const NO_KEYS = { keys: [] };

export function AddDialog({ places, onClose, onSaved }: AddDialogProps) {
  const { t } = useWords();
  const toast = useToast();
  const save = useUi((state) => state.secrets.save);
  const [place, setPlace] = useState<Place>({ kind: 'shared' });
  const [path, setPath] = useState('');
  const [rows, setRows] = useState<readonly NewKey[]>([blankKey([])]);
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<{ readonly error: AppError; readonly at: Address } | null>(null);

  const draft = { ...EMPTY_DRAFT, added: rows };
  const leaving = useLeaving(holdsWork(NO_KEYS, draft), onClose);
  const problems = draftProblems(NO_KEYS, draft);
  const missing = missingValues(draft).rows;
  const badPath = pathProblem(path);
  const pathMessage = badPath !== null && (tried || path !== '') ? t(`pathProblem.${badPath}`) : null;
  const noKey = rows.every(({ key }) => key === '');

  const submit = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (busy || badPath !== null || noKey || problems.size + missing.size > 0) return;
    setBusy(true);
    setFailure(null);
    try {
      const version = await save({ place, path, ...toChange(NO_KEYS, draft), cas: 0 });
      toast({ tone: 'ok', title: t('secrets.savedToast', { path, version }) });
      leaving.release();
      onSaved({ place, path });
    } catch (thrown) {
      setFailure({ error: asAppError(thrown), at: { place, path } });
      setBusy(false);
    }
  };

  return (
    <Dialog
      open
      sticky
      wide
      onOpenChange={leaving.leave}
      title={t('edit.addTitle')}
      description={t('edit.addText')}
      closeLabel={t('common.close')}
    >
      <form noValidate className="flex min-h-0 flex-1 flex-col" onSubmit={(event) => void submit(event)}>
        <DialogBody>
          <div className="grid gap-x-4 sm:grid-cols-[minmax(0,1fr)_minmax(0,2fr)]">
            <Field label={t('edit.place')}>
              {(ids) => (
                <Select
                  {...ids}
                  value={placeKey(place)}
                  onChange={(event) => setPlace(parsePlaceKey(event.target.value) ?? place)}
                >
                  {places.map((option) => (
                    <option key={placeKey(option)} value={placeKey(option)}>
                      {placeWords(t, placeKey(option))}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
            <Field label={t('edit.path')} hint={t('edit.pathHint')} problem={pathMessage}>
              {(ids) => (
                <Input {...ids} className="font-mono" value={path} onChange={(event) => setPath(event.target.value)} />
              )}
            </Field>
          </div>
          <fieldset className="mt-2 flex flex-col gap-2">
            <legend className="mb-1 font-medium">{t('edit.keys')}</legend>
            <NewKeyRows
              rows={rows}
              problems={problems}
              missing={tried ? missing : NONE_MISSING.rows}
              onChange={setRows}
            />
          </fieldset>
          {tried && noKey && (
            <p role="alert" className="mt-2 text-xs text-danger-text">
              {t('edit.needsKey')}
            </p>
          )}
          {failure !== null && <SaveProblem {...failure} />}
        </DialogBody>
        <DialogFooter>
          <Button onClick={leaving.leave}>{t('common.cancel')}</Button>
          <Button type="submit" variant="primary" aria-disabled={busy}>
            {busy ? t('edit.saving') : t('secrets.add')}
          </Button>
        </DialogFooter>
      </form>
      <DiscardDialog leaving={leaving} />
    </Dialog>
  );
}

function SaveProblem({ error, at }: { readonly error: AppError; readonly at: Address }) {
  const { t } = useWords();
  if (error.code !== 'conflict') return <Problem error={error} title={t('edit.failed')} className="mt-3" />;
  return (
    <Callout
      tone="error"
      live
      className="mt-3"
      title={t('edit.existsTitle')}
      action={
        <Button asChild size="sm">
          <a href={routeHash('secrets', restOf(at))}>{t('edit.openExisting')}</a>
        </Button>
      }
    >
      {t('edit.conflictNew')}
    </Callout>
  );
}
