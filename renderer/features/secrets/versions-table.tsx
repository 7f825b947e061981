import type { SecretEntry } from '../../../app/contract/ui/secrets.ts';
import { useWords } from '../../text/use-words.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { RelativeTime } from '../../ui/relative-time.tsx';
import { Cell, Row, Table } from '../../ui/table.tsx';

type Version = SecretEntry['versions'][number];

interface VersionsTableProps {
  readonly entry: SecretEntry;
  readonly shown: number | undefined;
  readonly onShow: (version: number) => void;
  readonly onRestore: (version: number) => void;
  readonly onUndelete: (version: number) => void;
}

export function VersionsTable({ entry, shown, onShow, onRestore, onUndelete }: VersionsTableProps) {
  const { t } = useWords();
  const newestFirst = entry.versions.toSorted((a, b) => b.version - a.version);
  return (
    <Table aria-label={t('secrets.versions')}>
      <tbody>
        {newestFirst.map((item) => {
          const { version, createdAt, deletedAt, destroyed } = item;
          const readable = deletedAt === undefined && !destroyed;
          const current = version === entry.currentVersion;
          return (
            <Row key={version} className={version === shown ? 'bg-accent-soft' : undefined}>
              <Cell className="py-2 font-medium whitespace-nowrap tabular-nums">
                {t('secrets.versionNumber', { version })} <State item={item} current={current} />
              </Cell>
              <Cell className="py-2 text-muted">
                <RelativeTime at={Date.parse(createdAt)} />
              </Cell>
              <Cell>
                <div className="flex flex-wrap justify-end">
                  {readable && !current && (
                    <>
                      <Button
                        variant="quiet"
                        size="sm"
                        aria-label={t('secrets.showKeysOf', { version })}
                        onClick={() => onShow(version)}
                      >
                        {t('secrets.showKeys')}
                      </Button>
                      <Button
                        variant="quiet"
                        size="sm"
                        aria-label={t('secrets.restoreOf', { version })}
                        onClick={() => onRestore(version)}
                      >
                        {t('secrets.restore')}
                      </Button>
                    </>
                  )}
                  {deletedAt !== undefined && !destroyed && (
                    <Button variant="quiet" size="sm" onClick={() => onUndelete(version)}>
                      {t('secrets.bringBack')}
                    </Button>
                  )}
                </div>
              </Cell>
            </Row>
          );
        })}
      </tbody>
    </Table>
  );
}

function State({ item, current }: { readonly item: Version; readonly current: boolean }) {
  const { t } = useWords();
  if (item.destroyed) return <Badge tone="danger">{t('secrets.destroyed')}</Badge>;
  if (item.deletedAt !== undefined) return <Badge tone="warn">{t('secrets.deleted')}</Badge>;
  return current ? <Badge tone="accent">{t('secrets.current')}</Badge> : null;
}
