import { cva, type VariantProps } from 'class-variance-authority';
import type { ComponentProps } from 'react';

import { cn } from './cn.ts';

const badge = cva(
  'inline-flex h-5 shrink-0 items-center gap-1 rounded-sm px-1.5 text-xs font-medium whitespace-nowrap forced:border [&_svg]:size-3.5',
  {
    variants: {
      tone: {
        neutral: 'bg-sunken text-muted',
        accent: 'bg-accent-soft text-accent-text',
        ok: 'bg-ok-soft text-ok-text',
        warn: 'bg-warn-soft text-warn-text',
        danger: 'bg-danger-soft text-danger-text',
      },
    },
    defaultVariants: { tone: 'neutral' },
  },
);

export type BadgeProps = ComponentProps<'span'> & VariantProps<typeof badge>;

export const Badge = ({ tone, className, ...rest }: BadgeProps) => (
  <span className={cn(badge({ tone }), className)} {...rest} />
);

const dot = cva('inline-block size-2 shrink-0 rounded-full', {
  variants: {
    tone: {
      neutral: 'bg-line-strong',
      accent: 'bg-accent animate-breathe',
      ok: 'bg-ok',
      warn: 'bg-warn',
      danger: 'bg-danger',
    },
  },
  defaultVariants: { tone: 'neutral' },
});

/** Colour beside words, never instead of them. */
export const Dot = ({ tone, className }: VariantProps<typeof dot> & { readonly className?: string }) => (
  <span aria-hidden className={cn(dot({ tone }), className)} />
);
