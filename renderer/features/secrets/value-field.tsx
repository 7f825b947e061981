import { Dices, Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';

import { useWords } from '../../text/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { ValueInput } from '../../ui/input.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';

import { randomValue } from './random-value.ts';

interface ValueFieldProps {
  readonly label: string;
  /** The key's name, for the names of the buttons. */
  readonly name: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Plain values are no secrets and need no hiding. */
  readonly plain: boolean;
  /** For a field that the person has just asked for. */
  readonly focusWhenBlank?: boolean;
}

/** Where a value is typed: hidden unless the person asks to see it. */
export function ValueField({ label, name, value, onChange, plain, focusWhenBlank = false }: ValueFieldProps) {
  const { t } = useWords();
  const [shown, setShown] = useState(false);
  const Icon = shown ? EyeOff : Eye;
  return (
    <div className="flex min-w-0 flex-1 items-start gap-1">
      <ValueInput
        ref={(element) => {
          if (focusWhenBlank && value === '') element?.focus();
        }}
        aria-label={label}
        placeholder={label}
        shown={shown || plain}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      {!plain && (
        <Tooltip text={shown ? t('edit.hide') : t('edit.show')}>
          <Button
            variant="quiet"
            size="icon"
            aria-label={t(shown ? 'edit.hideOf' : 'edit.showOf', { key: name })}
            onClick={() => setShown(!shown)}
          >
            <Icon aria-hidden />
          </Button>
        </Tooltip>
      )}
      <Tooltip text={t('edit.generate')}>
        <Button
          variant="quiet"
          size="icon"
          aria-label={t('edit.generateOf', { key: name })}
          onClick={() => onChange(randomValue((bytes) => crypto.getRandomValues(bytes)))}
        >
          <Dices aria-hidden />
        </Button>
      </Tooltip>
    </div>
  );
}

interface PlainBoxProps {
  readonly name: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

export function PlainBox({ name, checked, onChange }: PlainBoxProps) {
  const { t } = useWords();
  return (
    <label className="flex min-h-7 cursor-pointer items-center gap-1.5 whitespace-nowrap" title={t('edit.plainHint')}>
      <input
        type="checkbox"
        aria-label={t('edit.plainOf', { key: name })}
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
        className="size-4 accent-accent"
      />
      {t('edit.plain')}
    </label>
  );
}
