import { type ComponentProps, type ReactNode, useId } from 'react';

import { cn } from './cn.ts';

const LOOK =
  'w-full min-w-0 rounded-md border border-line-strong bg-surface px-2.5 text-sm text-ink aria-invalid:border-danger';

export const Input = ({ className, ...rest }: ComponentProps<'input'>) => (
  <input autoComplete="off" spellCheck={false} className={cn(LOOK, 'h-8 read-only:bg-sunken', className)} {...rest} />
);

/**
 * For values: several lines, hidden unless `shown`. No spell check, since browsers may send what it checks to a server.
 */
export const ValueInput = ({ shown, className, ...rest }: ComponentProps<'textarea'> & { readonly shown: boolean }) => (
  <textarea
    autoComplete="off"
    autoCapitalize="off"
    autoCorrect="off"
    spellCheck={false}
    rows={1}
    className={cn(
      LOOK,
      'field-sizing-content max-h-40 min-h-8 resize-none py-1.5 font-mono',
      !shown && 'masked',
      className,
    )}
    {...rest}
  />
);

export const Select = ({ className, ...rest }: ComponentProps<'select'>) => (
  <select className={cn(LOOK, 'h-8 pr-1', className)} {...rest} />
);

interface FieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly problem?: string | null;
  readonly children: (ids: { id: string; 'aria-describedby': string; 'aria-invalid': boolean }) => ReactNode;
}

/** Label, control, hint and problem, tied together for screen readers. */
export function Field({ label, hint, problem = null, children }: FieldProps) {
  const id = useId();
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      {children({ id, 'aria-describedby': `${id}-about`, 'aria-invalid': problem !== null })}
      <p
        id={`${id}-about`}
        className={cn('min-h-5 text-xs leading-5', problem === null ? 'text-muted' : 'text-danger-text')}
      >
        {problem ?? hint}
      </p>
    </div>
  );
}
