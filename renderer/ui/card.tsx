import type { ComponentProps, ReactNode } from 'react';

import { cn } from './cn.ts';

export const Card = ({ className, ...rest }: ComponentProps<'section'>) => (
  <section className={cn('rounded-lg border border-line bg-surface shadow-card', className)} {...rest} />
);

interface CardHeaderProps {
  readonly title: ReactNode;
  readonly titleId: string;
  readonly children?: ReactNode;
}

/** Title left, actions right. `titleId` lets the card name itself by `aria-labelledby`. */
export const CardHeader = ({ title, titleId, children }: CardHeaderProps) => (
  <header className="flex min-h-11 flex-wrap items-center justify-between gap-x-3 gap-y-1 px-4 pt-3 pb-1">
    <h2 id={titleId} className="text-base font-semibold">
      {title}
    </h2>
    {children}
  </header>
);
