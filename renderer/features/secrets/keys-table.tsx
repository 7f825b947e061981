import { Copy, Eye } from 'lucide-react';

import type { SecretEntry } from '../../../app/contract/ui/secrets.ts';
import { useClient } from '../../store/ui-context.tsx';
import { useWords } from '../../text/use-words.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Code } from '../../ui/page.tsx';
import { Cell, HeadCell, Row, Table } from '../../ui/table.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';
import { useFailureToast } from '../../ui/use-failure-toast.ts';

import type { Address } from './address.ts';
import { useHeldValue } from './use-held-value.ts';
import { useSecretCopy } from './use-secret-copy.ts';

interface KeysTableProps {
  readonly address: Address;
  readonly entry: SecretEntry;
  /** Set while an older version is shown. */
  readonly version: number | undefined;
}

export function KeysTable({ address, entry, version }: KeysTableProps) {
  const { t } = useWords();
  if (entry.keys.length === 0) return <p className="text-muted">{t('secrets.keysNone')}</p>;
  return (
    <Table aria-label={t('secrets.keys')} className="table-fixed">
      <thead>
        <tr>
          <HeadCell className="w-2/5">{t('secrets.key')}</HeadCell>
          <HeadCell>{t('secrets.value')}</HeadCell>
          <HeadCell className="w-20">
            <span className="sr-only">{t('secrets.actions')}</span>
          </HeadCell>
        </tr>
      </thead>
      <tbody>
        {entry.keys.map(({ key, plain, value }) =>
          plain && value !== undefined ? (
            <PlainRow key={key} name={key} value={value} />
          ) : (
            <SecretRow key={key} name={key} address={address} version={version} />
          ),
        )}
      </tbody>
    </Table>
  );
}

function PlainRow({ name, value }: { readonly name: string; readonly value: string }) {
  const { t } = useWords();
  return (
    <Row>
      <Cell className="py-2.5">
        <Code>{name}</Code>
      </Cell>
      <Cell className="py-2.5">
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <Code className="wrap-code">{value}</Code>
          <Badge>{t('secrets.plain')}</Badge>
        </span>
      </Cell>
      <Cell className="text-right">
        <CopyButton
          text={value}
          label={t('secrets.copyValue', { key: name })}
          copiedLabel={t('common.copied')}
          failedLabel={t('common.copyFailed')}
        />
      </Cell>
    </Row>
  );
}

interface SecretRowProps extends Omit<KeysTableProps, 'entry'> {
  readonly name: string;
}

/** Always the same dots: neither length nor any character shows. */
const DOTS = '••••••••••';

function SecretRow({ name, address, version }: SecretRowProps) {
  const { t } = useWords();
  const client = useClient();
  const copy = useSecretCopy(address, version);

  const load = async (): Promise<string> => {
    const { value } = await client.call('secrets.reveal', {
      ...address,
      key: name,
      purpose: 'show',
      ...(version === undefined ? {} : { version }),
    });
    return value;
  };
  const { value, handlers } = useHeldValue(load, useFailureToast(t('secrets.revealFailed')));

  return (
    <Row>
      <Cell className="py-2.5">
        <Code>{name}</Code>
      </Cell>
      <Cell className="py-2.5">
        {value === null ? (
          <span>
            <span aria-hidden className="font-mono tracking-wider text-muted select-none">
              {DOTS}
            </span>
            <span className="sr-only">{t('secrets.hidden')}</span>
          </span>
        ) : (
          <Code className="block max-h-48 overflow-y-auto wrap-code">{value}</Code>
        )}
      </Cell>
      <Cell className="text-right whitespace-nowrap">
        <Tooltip text={t('secrets.holdHint')}>
          <Button
            variant="quiet"
            size="icon"
            className="touch-none"
            aria-label={t('secrets.holdToReveal', { key: name })}
            aria-pressed={value !== null}
            onContextMenu={(event) => event.preventDefault()}
            {...handlers}
          >
            <Eye aria-hidden className={value === null ? undefined : 'text-accent-text'} />
          </Button>
        </Tooltip>
        <Tooltip text={t('secrets.copyHint')}>
          <Button
            variant="quiet"
            size="icon"
            aria-label={t('secrets.copyValue', { key: name })}
            onClick={() => void copy(name)}
          >
            <Copy aria-hidden />
          </Button>
        </Tooltip>
      </Cell>
    </Row>
  );
}
