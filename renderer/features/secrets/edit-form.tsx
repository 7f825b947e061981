import { type RefObject, useEffect, useRef, useState } from 'react';

import type { SecretEntry } from '../../../app/contract/ui/secrets.ts';
import { type AppError, asAppError } from '../../../app/kernel/errors.ts';
import { useUi } from '../../store/ui-context.tsx';
import { useWords } from '../../text/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { Problem } from '../../ui/problem.tsx';
import { useToast } from '../../ui/toast.tsx';

import type { Address } from './address.ts';
import { DiscardDialog } from './discard-dialog.tsx';
import {
  draftChanges,
  draftProblems,
  EMPTY_DRAFT,
  holdsWork,
  missingValues,
  NONE_MISSING,
  toChange,
  type Draft,
} from './draft.ts';
import { KnownKeyRow } from './known-key-row.tsx';
import { NewKeyRows } from './new-key-rows.tsx';
import { ReviewChanges } from './review-changes.tsx';
import { useLeaving } from './use-leaving.ts';

interface EditFormProps {
  readonly address: Address;
  /** The newest state: it may move on while the person edits. */
  readonly entry: SecretEntry;
  readonly onDone: () => void;
}

/** Two steps: edit, then look at the differences. A newer version in between asks for a second look. */
export function EditForm({ address, entry, onDone }: EditFormProps) {
  const { t } = useWords();
  const [draft, setDraft] = useState<Draft>(EMPTY_DRAFT);
  /** The version that the person compared with; null while editing. */
  const [reviewed, setReviewed] = useState<number | null>(null);
  /** Whether the person wanted to go on with a value missing. */
  const [tried, setTried] = useState(false);
  const leaving = useLeaving(holdsWork(entry, draft), onDone);
  const saving = useSave(address, draft, { entry, onDone, onConflict: setReviewed });

  const fields = useFocusFirst();

  const problems = draftProblems(entry, draft);
  const changes = draftChanges(entry, draft);
  const missing = missingValues(draft);
  const named = tried ? missing : NONE_MISSING;
  const title = t('edit.editTitle', { path: address.path });

  if (reviewed !== null) {
    return (
      <section aria-label={title} className="flex flex-col gap-4 p-5">
        <h2 className="text-lg font-semibold wrap-anywhere">{t('edit.reviewTitle')}</h2>
        {saving.conflict !== null && (
          <Callout tone="warn" live title={t('edit.conflictTitle', { version: saving.conflict })}>
            {t('edit.conflictText')}
          </Callout>
        )}
        {saving.error !== null && <Problem error={saving.error} title={t('edit.failed')} />}
        {changes.length === 0 ? <p>{t('edit.nothing')}</p> : <ReviewChanges changes={changes} />}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={() => setReviewed(null)}>{t('edit.backToEdit')}</Button>
          <Button
            variant="primary"
            aria-disabled={saving.busy || changes.length === 0}
            onClick={() => {
              if (!saving.busy && changes.length > 0) void saving.save(reviewed);
            }}
          >
            {saving.busy ? t('edit.saving') : t('edit.save', { version: reviewed + 1 })}
          </Button>
        </div>
        <DiscardDialog leaving={leaving} />
      </section>
    );
  }

  const ready = changes.length > 0 && problems.size === 0;
  return (
    <section aria-label={title} className="flex flex-col gap-4 p-5">
      <h2 className="text-lg font-semibold wrap-anywhere">{title}</h2>
      <div ref={fields} className="flex flex-col gap-2">
        {entry.keys.map(({ key, plain }) => (
          <KnownKeyRow
            key={key}
            name={key}
            plain={plain}
            draft={draft}
            missing={named.keys.has(key)}
            onChange={setDraft}
          />
        ))}
        <NewKeyRows
          rows={draft.added}
          problems={problems}
          missing={named.rows}
          onChange={(added) => setDraft((before) => ({ ...before, added }))}
        />
      </div>
      <div className="flex flex-wrap items-center justify-end gap-2">
        {changes.length === 0 && <p className="mr-auto text-muted">{t('edit.nothing')}</p>}
        <Button onClick={leaving.leave}>{t('common.cancel')}</Button>
        <Button
          variant="primary"
          aria-disabled={!ready}
          onClick={() => {
            if (!ready) return;
            const whole = missing.rows.size + missing.keys.size === 0;
            setTried(!whole);
            if (whole) setReviewed(entry.currentVersion);
          }}
        >
          {t('edit.review')}
        </Button>
      </div>
      <DiscardDialog leaving={leaving} />
    </section>
  );
}

/** The first key's way to a new value, or the way to a first key: what most come here for. */
function useFocusFirst(): RefObject<HTMLDivElement | null> {
  const fields = useRef<HTMLDivElement>(null);
  useEffect(() => {
    fields.current?.querySelector<HTMLElement>('[data-change-value], :scope > button')?.focus();
  }, []);
  return fields;
}

interface SaveOptions {
  readonly entry: SecretEntry;
  readonly onDone: () => void;
  /** Called with the version that is there now. */
  readonly onConflict: (version: number) => void;
}

function useSave(address: Address, draft: Draft, { entry, onDone, onConflict }: SaveOptions) {
  const { t } = useWords();
  const toast = useToast();
  const secrets = useUi((state) => state.secrets);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<AppError | null>(null);
  const [conflict, setConflict] = useState<number | null>(null);

  const failed = async (thrown: unknown): Promise<void> => {
    const problem = asAppError(thrown);
    if (problem.code !== 'conflict') {
      setError(problem);
      return;
    }
    const version = await secrets.newestVersion(address);
    setConflict(version);
    onConflict(version);
  };

  const save = async (cas: number): Promise<void> => {
    setBusy(true);
    setError(null);
    setConflict(null);
    try {
      const version = await secrets.save({ ...address, ...toChange(entry, draft), cas });
      toast({ tone: 'ok', title: t('secrets.savedToast', { path: address.path, version }) });
      onDone();
    } catch (thrown) {
      await failed(thrown).catch((again: unknown) => setError(asAppError(again)));
    } finally {
      setBusy(false);
    }
  };

  return { busy, error, conflict, save };
}
