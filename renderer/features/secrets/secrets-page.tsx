import { KeyRound, MousePointerClick, Plus, ServerOff } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';

import type { AppStatus } from '../../../app/contract/ui/status.ts';
import { routeHash } from '../../navigation/route.ts';
import { navigate } from '../../navigation/use-route.ts';
import { dataOf } from '../../store/loadable.ts';
import { useUi } from '../../store/ui-context.tsx';
import { serverText } from '../../text/server-words.ts';
import { useWords } from '../../text/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { cn } from '../../ui/cn.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Input } from '../../ui/input.tsx';
import { PageHeader } from '../../ui/page.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';

import { AddDialog } from './add-dialog.tsx';
import { folderKey, parsePlaceKey, restOf, type Address } from './address.ts';
import { EntryPane } from './entry-pane.tsx';
import { SecretTree } from './secret-tree.tsx';
import { MOST_FOLDERS, type SecretsSlice } from './secrets-slice.ts';
import { visibleRows } from './tree.ts';

function addressOf(rest: readonly string[]): Address | null {
  const place = parsePlaceKey(rest[0] ?? '');
  const path = rest.slice(1).join('/');
  return place === null || path === '' ? null : { place, path };
}

export function SecretsPage({ rest }: { readonly rest: readonly string[] }) {
  const places = useUi((state) => state.secrets.places);
  const refresh = useUi((state) => state.secrets.refresh);
  const server = useUi((state) => dataOf(state.status.current)?.server);

  useEffect(() => {
    if (places.phase === 'loading') void refresh();
  }, [places.phase, refresh]);

  const away = places.phase === 'failed' && server !== undefined && server.state !== 'ready';
  return away ? <ServerAway server={server} /> : <Browser rest={rest} />;
}

function ServerAway({ server }: { readonly server: AppStatus['server'] }) {
  const { t } = useWords();
  return (
    <>
      <PageHeader title={t('secrets.title')} />
      <EmptyState
        icon={ServerOff}
        title={t(`server.${server.state}`)}
        text={serverText(t, server)}
        className="pt-24"
        action={
          <Button asChild variant="primary">
            <a href={routeHash('overview')}>{t('secrets.seeServer')}</a>
          </Button>
        }
      />
    </>
  );
}

function Browser({ rest }: { readonly rest: readonly string[] }) {
  const { t } = useWords();
  const [adding, setAdding] = useState(false);
  const where = rest.join('/');
  const address = useMemo(() => addressOf(where.split('/')), [where]);
  const places = useUi((state) => state.secrets.places);
  const refresh = useUi((state) => state.secrets.refresh);
  const openEntry = useUi((state) => state.secrets.openEntry);
  const closeEntry = useUi((state) => state.secrets.closeEntry);

  useEffect(() => {
    if (address === null) closeEntry();
    else void openEntry(address);
  }, [address, openEntry, closeEntry]);

  return (
    <div className="flex h-full flex-col">
      <PageHeader title={t('secrets.title')}>
        <Button variant="primary" onClick={() => setAdding(true)}>
          <Plus aria-hidden />
          {t('secrets.add')}
        </Button>
      </PageHeader>
      <div className="flex min-h-0 flex-1 border-t border-line">
        <div
          className={cn(
            'flex min-h-0 w-full shrink-0 flex-col border-line bg-canvas sm:w-60 sm:border-r roomy:w-80',
            address !== null && 'max-sm:hidden',
          )}
        >
          {places.phase === 'loading' && <Skeleton lines={6} label={t('common.loading')} className="p-4" />}
          {places.phase === 'failed' && <Problem error={places.error} onRetry={() => void refresh()} className="m-3" />}
          {places.phase === 'ready' && <TreePane address={address} />}
        </div>
        <div className={cn('min-w-0 flex-1 overflow-y-auto bg-surface', address === null && 'max-sm:hidden')}>
          {address === null ? (
            <Nothing onAdd={() => setAdding(true)} />
          ) : (
            <>
              <Button asChild variant="link" className="m-3 mb-0 sm:hidden">
                <a href={routeHash('secrets')}>{t('common.back')}</a>
              </Button>
              <EntryPane key={where} address={address} />
            </>
          )}
        </div>
      </div>
      {adding && (
        <AddDialog
          places={dataOf(places) ?? [{ kind: 'shared' }]}
          onClose={() => setAdding(false)}
          onSaved={(saved) => {
            setAdding(false);
            navigate('secrets', restOf(saved));
          }}
        />
      )}
    </div>
  );
}

function TreePane({ address }: { readonly address: Address | null }) {
  const { t } = useWords();
  const [filter, setFilter] = useState('');
  const places = useUi((state) => state.secrets.places);
  const folders = useUi((state) => state.secrets.folders);
  const expanded = useUi((state) => state.secrets.expanded);
  const setExpanded = useUi((state) => state.secrets.setExpanded);
  const search = useUi((state) => state.secrets.search);
  const loadAll = useUi((state) => state.secrets.loadAll);
  const filtering = filter.trim() !== '';
  const rows = useMemo(() => visibleRows({ places, folders, expanded }, filter), [places, folders, expanded, filter]);

  useEffect(() => {
    if (filtering && search === 'not_begun') void loadAll();
  }, [filtering, search, loadAll]);

  return (
    <>
      <div className="border-b border-line p-2">
        <Input
          type="search"
          aria-label={t('secrets.filter')}
          placeholder={t('secrets.filter')}
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
      </div>
      {filtering && <SearchNote search={search} found={rows.some(({ kind }) => kind !== 'place')} />}
      <SecretTree
        rows={rows}
        selected={address === null ? undefined : folderKey(address.place, address.path)}
        onToggle={(row, open) => setExpanded(row.place, row.path, open)}
        onOpen={(row) => navigate('secrets', restOf(row))}
      />
    </>
  );
}

/** What the filter cannot know yet, or at all, besides that it found nothing. */
function SearchNote({ search, found }: { readonly search: SecretsSlice['search']; readonly found: boolean }) {
  const { t } = useWords();
  const searching = search === 'not_begun' || search === 'running';
  const result = searching ? t('secrets.filterSearching') : t('secrets.filterNone');
  return (
    <output className="block px-4 text-muted not-empty:pt-3">
      {!found && <p>{result}</p>}
      {search === 'cut' && <p>{t('secrets.filterCut', { folders: MOST_FOLDERS })}</p>}
    </output>
  );
}

/** Nothing chosen, or nothing there to choose. */
function Nothing({ onAdd }: { readonly onAdd: () => void }) {
  const { t } = useWords();
  const empty = useUi(
    ({ secrets }) =>
      secrets.places.phase === 'ready' &&
      secrets.places.data.every(
        (place) => dataOf(secrets.folders[folderKey(place, '')] ?? { phase: 'loading' })?.length === 0,
      ),
  );
  return empty ? (
    <EmptyState
      icon={KeyRound}
      title={t('secrets.noneTitle')}
      text={t('secrets.noneText')}
      className="pt-24"
      action={
        <Button variant="primary" onClick={onAdd}>
          {t('secrets.add')}
        </Button>
      }
    />
  ) : (
    <EmptyState
      icon={MousePointerClick}
      title={t('secrets.selectTitle')}
      text={t('secrets.selectText')}
      className="pt-24"
    />
  );
}
