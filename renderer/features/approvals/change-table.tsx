import type { Question } from '../../../app/contract/ui/approvals.ts';
import { sizeWords } from '../../text/approval-words.ts';
import { useWords } from '../../text/use-words.ts';
import { visibleText } from '../../text/visible-text.ts';
import { Badge } from '../../ui/badge.tsx';
import { cn } from '../../ui/cn.ts';
import { ChangeSign } from '../../ui/change-sign.tsx';
import { Code } from '../../ui/page.tsx';
import { Cell, HeadCell, Row, Table } from '../../ui/table.tsx';

type KeyChange = Extract<Question, { kind: 'write' }>['keys'][number];

const ORDER = { removed: 0, changed: 1, added: 2, same: 3 } as const;

/** Key by key what the write does. Values never come here, only how long they are, roughly. */
export function ChangeTable({ keys }: { readonly keys: readonly KeyChange[] }) {
  const { t } = useWords();
  const sorted = keys.toSorted((a, b) => ORDER[a.change] - ORDER[b.change] || a.key.localeCompare(b.key));
  return (
    <Table aria-label={t('question.changes')} className="rounded-md border border-line">
      <thead>
        <tr>
          <HeadCell className="w-8 pr-0">
            <span className="sr-only">{t('question.changes')}</span>
          </HeadCell>
          <HeadCell>{t('question.key')}</HeadCell>
          <HeadCell>{t('question.value')}</HeadCell>
        </tr>
      </thead>
      <tbody>
        {sorted.map(({ key, change, size, generated, flags }) => (
          <Row key={key} className={change === 'same' ? 'text-muted' : undefined}>
            <Cell className="pr-0">
              <ChangeSign change={change} />
            </Cell>
            <Cell>
              <Code className={cn('inline-block min-w-24', change === 'removed' && 'line-through')}>
                {visibleText(key)}
              </Code>
            </Cell>
            <Cell>
              <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
                <span className="text-muted">
                  {change === 'same' || change === 'removed' ? t(`change.${change}`) : sizeWords(t, size ?? '')}
                </span>
                {generated === true && <Badge className="h-auto whitespace-normal">{t('change.generated')}</Badge>}
                {flags.map((flag) => (
                  <Badge key={flag} tone="warn">
                    {t(`flagShort.${flag}`)}
                  </Badge>
                ))}
              </span>
            </Cell>
          </Row>
        ))}
      </tbody>
    </Table>
  );
}
