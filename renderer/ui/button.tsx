import { cva, type VariantProps } from 'class-variance-authority';
import { Slot } from 'radix-ui';
import type { ComponentProps } from 'react';

import { cn } from './cn.ts';

const button = cva(
  'inline-flex shrink-0 select-none items-center justify-center gap-1.5 rounded-md font-medium whitespace-nowrap transition-colors aria-disabled:cursor-not-allowed aria-disabled:opacity-55 disabled:cursor-not-allowed disabled:opacity-55 [&_svg]:size-4 [&_svg]:shrink-0',
  {
    variants: {
      variant: {
        primary: 'bg-accent text-accent-ink not-aria-disabled:hover:bg-accent-hover forced:border',
        secondary: 'border border-line bg-raised text-ink shadow-card not-aria-disabled:hover:bg-hover',
        danger: 'border border-line bg-raised text-danger-text shadow-card not-aria-disabled:hover:bg-danger-soft',
        ghost: 'text-ink not-aria-disabled:hover:bg-hover',
        quiet: 'text-muted not-aria-disabled:hover:bg-hover not-aria-disabled:hover:text-ink',
        link: 'h-auto! rounded-sm px-0! text-accent-text underline-offset-4 hover:underline',
      },
      size: {
        sm: 'h-7 px-2 text-xs',
        md: 'h-8 px-3 text-sm',
        lg: 'h-9 px-4 text-base',
        icon: 'size-7',
      },
    },
    defaultVariants: { variant: 'secondary', size: 'md' },
  },
);

export interface ButtonProps extends ComponentProps<'button'>, VariantProps<typeof button> {
  /** Puts look and behaviour on the one child, such as a link. */
  readonly asChild?: boolean;
}

export function Button({ variant, size, className, asChild = false, type = 'button', ...rest }: ButtonProps) {
  const classes = cn(button({ variant, size }), className);
  if (asChild) return <Slot.Root className={classes} {...rest} />;
  return <button type={type} className={classes} {...rest} />;
}
