import { FileX, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';

import type { SecretEntry } from '../../../app/contract/ui/secrets.ts';
import { dataOf, LOADING } from '../../store/loadable.ts';
import { useUi } from '../../store/ui-context.tsx';
import { placeWords } from '../../text/approval-words.ts';
import { useWords } from '../../text/use-words.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Callout } from '../../ui/callout.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Code } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useToast } from '../../ui/toast.tsx';
import { useFailureToast } from '../../ui/use-failure-toast.ts';

import { isSameAddress, placeKey, type Address } from './address.ts';
import { EditForm } from './edit-form.tsx';
import { KeysTable } from './keys-table.tsx';
import { VersionsTable } from './versions-table.tsx';

export function EntryPane({ address }: { readonly address: Address }) {
  const { t } = useWords();
  const open = useUi((state) => state.secrets.open);
  const openEntry = useUi((state) => state.secrets.openEntry);
  /** The entry as it was when the person began to change it. */
  const [editing, setEditing] = useState<SecretEntry | null>(null);

  if (editing !== null) {
    // What was typed stays on screen, whatever becomes of the entry.
    const entry = dataOf(open?.entry ?? LOADING) ?? editing;
    return <EditForm address={address} entry={entry} onDone={() => setEditing(null)} />;
  }
  if (open === null || open.entry.phase === 'loading' || !isSameAddress(open.address, address)) {
    return <Skeleton lines={6} label={t('common.loading')} className="p-6" />;
  }
  if (open.entry.phase === 'failed') {
    const { error } = open.entry;
    return error.code === 'not_found' ? (
      <EmptyState icon={FileX} title={t('secrets.notFoundTitle')} text={t('secrets.notFoundText')} className="pt-24" />
    ) : (
      <Problem error={error} onRetry={() => void openEntry(address)} className="m-5" />
    );
  }
  const entry = open.entry.data;
  return <EntryView address={address} entry={entry} version={open.version} onEdit={() => setEditing(entry)} />;
}

interface EntryViewProps {
  readonly address: Address;
  readonly entry: SecretEntry;
  readonly version: number | undefined;
  readonly onEdit: () => void;
}

function EntryView({ address, entry, version, onEdit }: EntryViewProps) {
  const { t } = useWords();
  const openEntry = useUi((state) => state.secrets.openEntry);
  const act = useEntryActions(address, entry);
  const deleted = entry.version === 0;
  const older = entry.versions.find((item) => item.version === version);

  return (
    <div className="flex flex-col gap-5 p-5">
      <header className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0">
          <p className="text-muted">{placeWords(t, placeKey(address.place))}</p>
          <div className="flex items-center gap-1">
            <h2 className="min-w-0 text-lg font-semibold">
              <Code className="text-base">{address.path}</Code>
            </h2>
            <CopyButton
              text={address.path}
              label={t('secrets.copyPath')}
              copiedLabel={t('common.copied')}
              failedLabel={t('common.copyFailed')}
            />
          </div>
          <p className="flex flex-wrap items-center gap-x-2 text-muted">
            {!deleted && <Badge>{t('secrets.versionBadge', { version: entry.version })}</Badge>}
            <RelativeTime at={Date.parse(older?.createdAt ?? entry.updatedAt)} />
          </p>
        </div>
        <div className="flex gap-2">
          {version === undefined && (
            <Button onClick={onEdit}>
              <Pencil aria-hidden />
              {t('secrets.edit')}
            </Button>
          )}
          {!deleted && version === undefined && (
            <Button variant="danger" onClick={() => void act.remove()}>
              <Trash2 aria-hidden />
              {t('secrets.delete')}
            </Button>
          )}
        </div>
      </header>

      {version !== undefined && (
        <Callout
          tone="info"
          live
          title={t('secrets.olderTitle', { version })}
          action={
            <Button size="sm" onClick={() => void openEntry(address)}>
              {t('secrets.backToCurrent')}
            </Button>
          }
        >
          {t('secrets.olderText', { current: entry.currentVersion })}
        </Callout>
      )}

      {deleted ? (
        <Callout
          tone="warn"
          title={t('secrets.deletedTitle', { version: entry.currentVersion })}
          action={
            <Button size="sm" onClick={() => void act.undelete(entry.currentVersion)}>
              {t('secrets.bringBack')}
            </Button>
          }
        >
          {t('secrets.deletedText')}
        </Callout>
      ) : (
        <KeysTable address={address} entry={entry} version={version} />
      )}

      <section aria-labelledby="versions-title">
        <h3 id="versions-title" className="mb-1 px-3 text-xs font-medium text-muted">
          {t('secrets.versions')}
        </h3>
        <VersionsTable
          entry={entry}
          shown={version}
          onShow={(wanted) => void openEntry(address, wanted)}
          onRestore={(wanted) => void act.restore(wanted)}
          onUndelete={(wanted) => void act.undelete(wanted)}
        />
      </section>
    </div>
  );
}

/** Delete, bring back and restore, each with its toast; delete can be undone there. */
function useEntryActions(address: Address, entry: SecretEntry) {
  const { t } = useWords();
  const toast = useToast();
  const failed = useFailureToast(t('secrets.actionFailed'));
  const secrets = useUi((state) => state.secrets);
  const { path } = address;
  const topic = `${placeKey(address.place)}/${path}`;

  const attempt = async (run: () => Promise<void>): Promise<void> => {
    try {
      await run();
    } catch (error) {
      failed(error);
    }
  };

  const undelete = (version: number): Promise<void> =>
    attempt(async () => {
      await secrets.undelete(address, version);
      toast({ tone: 'ok', topic, title: t('secrets.undeletedToast', { path }) });
    });

  return {
    undelete,
    remove: () =>
      attempt(async () => {
        const version = await secrets.remove(address);
        toast({
          tone: 'ok',
          topic,
          title: t('secrets.deletedToast', { path }),
          text: t('secrets.deletedToastText'),
          action: { label: t('common.undo'), run: () => void undelete(version) },
          ms: 12_000,
        });
      }),
    restore: (from: number) =>
      attempt(async () => {
        const to = await secrets.restore(address, from, entry.currentVersion);
        await secrets.openEntry(address);
        toast({ tone: 'ok', topic, title: t('secrets.restoredToast', { from, to }) });
      }),
  };
}
