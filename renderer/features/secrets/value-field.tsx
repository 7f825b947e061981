import { Dices, Eye, EyeOff } from 'lucide-react';
import { useId, useState } from 'react';

import type { Translate } from '../../text/i18n.ts';
import { useWords } from '../../text/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { ValueInput } from '../../ui/input.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';

import { randomValue } from './random-value.ts';

/** What a key's controls are called for those who do not see which row they are in. */
interface KeyWords {
  readonly value: string;
  readonly show: string;
  readonly hide: string;
  readonly generate: string;
  readonly plain: string;
}

export const namedKeyWords = (t: Translate, key: string): KeyWords => ({
  value: t('edit.valueOf', { key }),
  show: t('edit.showOf', { key }),
  hide: t('edit.hideOf', { key }),
  generate: t('edit.generateOf', { key }),
  plain: t('edit.plainOf', { key }),
});

/** Before the key has a name its place must do. */
export const unnamedKeyWords = (t: Translate, number: number): KeyWords => ({
  value: t('edit.valueOfNew', { number }),
  show: t('edit.showNew', { number }),
  hide: t('edit.hideNew', { number }),
  generate: t('edit.generateNew', { number }),
  plain: t('edit.plainNew', { number }),
});

interface ValueFieldProps {
  readonly words: KeyWords;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Plain values are no secrets and need no hiding. */
  readonly plain: boolean;
  /** The person wants to go on without a value. */
  readonly missing: boolean;
  /** For a field that the person has just asked for. */
  readonly focusWhenBlank?: boolean;
}

/** Where a value is typed: hidden unless the person asks to see it. */
export function ValueField({ words, value, onChange, plain, missing, focusWhenBlank = false }: ValueFieldProps) {
  const { t } = useWords();
  const [shown, setShown] = useState(false);
  const problemId = useId();
  const Icon = shown ? EyeOff : Eye;
  return (
    <div className="flex min-w-0 flex-1 flex-wrap items-start gap-1">
      <ValueInput
        ref={(element) => {
          if (focusWhenBlank && value === '') element?.focus();
        }}
        aria-label={words.value}
        aria-invalid={missing}
        aria-describedby={missing ? problemId : undefined}
        className="flex-1"
        placeholder={t('edit.value')}
        shown={shown || plain}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      {!plain && (
        <Tooltip text={shown ? t('edit.hide') : t('edit.show')}>
          <Button
            variant="quiet"
            size="icon"
            aria-label={shown ? words.hide : words.show}
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
          aria-label={words.generate}
          onClick={() => onChange(randomValue((bytes) => crypto.getRandomValues(bytes)))}
        >
          <Dices aria-hidden />
        </Button>
      </Tooltip>
      {missing && (
        <p id={problemId} role="alert" className="w-full text-xs text-danger-text">
          {t('edit.needsValue')}
        </p>
      )}
    </div>
  );
}

interface PlainBoxProps {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

export function PlainBox({ label, checked, onChange }: PlainBoxProps) {
  const { t } = useWords();
  return (
    <label className="flex min-h-7 cursor-pointer items-center gap-1.5 whitespace-nowrap" title={t('edit.plainHint')}>
      <input
        type="checkbox"
        aria-label={label}
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
        className="size-4 accent-accent"
      />
      {t('edit.plain')}
    </label>
  );
}
