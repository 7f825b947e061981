import { Plus, Trash2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';

import { useWords } from '../../text/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Input } from '../../ui/input.tsx';

import type { NewKey } from './draft.ts';
import type { KeyProblem } from './names.ts';
import { namedKeyWords, PlainBox, unnamedKeyWords, ValueField } from './value-field.tsx';

interface NewKeyRowsProps {
  readonly rows: readonly NewKey[];
  readonly problems: ReadonlyMap<number, KeyProblem>;
  readonly missing: ReadonlySet<number>;
  readonly onChange: (rows: readonly NewKey[]) => void;
}

export const blankKey = (rows: readonly NewKey[]): NewKey => ({
  id: Math.max(0, ...rows.map(({ id }) => id)) + 1,
  key: '',
  value: '',
  plain: false,
});

export function NewKeyRows({ rows, problems, missing, onChange }: NewKeyRowsProps) {
  const { t } = useWords();
  /** The row that the person has just asked for. */
  const [asked, setAsked] = useState<number | null>(null);
  const replace = (id: number, patch: Partial<NewKey>): void =>
    onChange(rows.map((row) => (row.id === id ? { ...row, ...patch } : row)));

  const add = (): void => {
    const row = blankKey(rows);
    setAsked(row.id);
    onChange([...rows, row]);
  };

  return (
    <>
      {rows.map((row, index) => (
        <NewKeyRow
          key={row.id}
          row={row}
          number={index + 1}
          focusName={row.id === asked}
          problem={problems.get(row.id)}
          missing={missing.has(row.id)}
          onChange={(patch) => replace(row.id, patch)}
          onRemove={() => onChange(rows.filter(({ id }) => id !== row.id))}
        />
      ))}
      <Button size="sm" className="self-start" onClick={add}>
        <Plus aria-hidden />
        {t('edit.addKey')}
      </Button>
    </>
  );
}

interface NewKeyRowProps {
  readonly row: NewKey;
  readonly number: number;
  readonly focusName: boolean;
  readonly problem: KeyProblem | undefined;
  readonly missing: boolean;
  readonly onChange: (patch: Partial<NewKey>) => void;
  readonly onRemove: () => void;
}

function NewKeyRow({ row, number, focusName, problem, missing, onChange, onRemove }: NewKeyRowProps) {
  const { t } = useWords();
  const words = row.key === '' ? unnamedKeyWords(t, number) : namedKeyWords(t, row.key);
  const name = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (focusName) name.current?.focus();
  }, [focusName]);
  const problemId = `key-problem-${row.id}`;
  return (
    <fieldset
      aria-label={t('edit.keyNumber', { number })}
      className="flex min-w-0 flex-col gap-2 rounded-md border border-line p-2.5"
    >
      <div className="flex items-center gap-3">
        <Input
          ref={name}
          aria-label={t('edit.keyNameOf', { number })}
          placeholder={t('edit.keyName')}
          aria-invalid={problem !== undefined}
          aria-describedby={problem === undefined ? undefined : problemId}
          value={row.key}
          onChange={(event) => onChange({ key: event.target.value })}
          className="flex-1 font-mono"
        />
        <PlainBox label={words.plain} checked={row.plain} onChange={(plain) => onChange({ plain })} />
        <Button variant="quiet" size="icon" aria-label={t('edit.removeNew', { number })} onClick={onRemove}>
          <Trash2 aria-hidden />
        </Button>
      </div>
      {problem !== undefined && (
        <p id={problemId} className="text-xs text-danger-text">
          {t(`keyProblem.${problem}`)}
        </p>
      )}
      <ValueField
        words={words}
        value={row.value}
        plain={row.plain}
        missing={missing}
        onChange={(value) => onChange({ value })}
      />
    </fieldset>
  );
}
