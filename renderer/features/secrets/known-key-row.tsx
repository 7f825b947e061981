import { useWords } from '../../text/use-words.ts';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Code } from '../../ui/page.tsx';

import type { Draft } from './draft.ts';
import { namedKeyWords, PlainBox, ValueField } from './value-field.tsx';

interface KnownKeyRowProps {
  readonly name: string;
  readonly plain: boolean;
  readonly draft: Draft;
  /** Its new value was asked for and is not there. */
  readonly missing: boolean;
  readonly onChange: (draft: Draft) => void;
}

/** A key that is there already: its value stays unless the person types another one. */
export function KnownKeyRow(props: KnownKeyRowProps) {
  const { t } = useWords();
  const { name, plain, draft, missing, onChange } = props;
  const removed = draft.removed.includes(name);
  const replacement = draft.replaced[name];

  return (
    <fieldset aria-label={name} className="flex min-w-0 flex-col gap-2 rounded-md border border-line p-2.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Code className={removed ? 'text-muted line-through' : 'font-medium'}>{name}</Code>
        {removed && <Badge tone="danger">{t('edit.removed')}</Badge>}
        {!removed && replacement === undefined && <Badge>{t('edit.unchanged')}</Badge>}
        <span className="ml-auto flex flex-wrap items-center gap-2">
          {removed ? (
            <Button
              size="sm"
              onClick={() => onChange({ ...draft, removed: draft.removed.filter((key) => key !== name) })}
            >
              {t('edit.putBack')}
            </Button>
          ) : (
            <StayingKeyControls {...props} />
          )}
        </span>
      </div>
      {!removed && replacement !== undefined && (
        <ValueField
          focusWhenBlank
          words={namedKeyWords(t, name)}
          value={replacement}
          plain={draft.plain[name] ?? plain}
          missing={missing}
          onChange={(value) => onChange({ ...draft, replaced: { ...draft.replaced, [name]: value } })}
        />
      )}
    </fieldset>
  );
}

function StayingKeyControls({ name, plain, draft, onChange }: Omit<KnownKeyRowProps, 'missing'>) {
  const { t } = useWords();
  const replaced = Object.hasOwn(draft.replaced, name);
  const { [name]: _dropped, ...otherValues } = draft.replaced;
  return (
    <>
      <PlainBox
        label={t('edit.plainOf', { key: name })}
        checked={draft.plain[name] ?? plain}
        onChange={(checked) => onChange({ ...draft, plain: { ...draft.plain, [name]: checked } })}
      />
      {replaced ? (
        <Button size="sm" onClick={() => onChange({ ...draft, replaced: otherValues })}>
          {t('edit.keep')}
        </Button>
      ) : (
        <Button
          size="sm"
          data-change-value
          aria-label={t('edit.changeOf', { key: name })}
          onClick={() => onChange({ ...draft, replaced: { ...draft.replaced, [name]: '' } })}
        >
          {t('edit.change')}
        </Button>
      )}
      <Button
        size="sm"
        variant="danger"
        aria-label={t('edit.removeOf', { key: name })}
        onClick={() => onChange({ ...draft, replaced: otherValues, removed: [...draft.removed, name] })}
      >
        {t('edit.remove')}
      </Button>
    </>
  );
}
