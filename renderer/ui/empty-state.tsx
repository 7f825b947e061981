import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';

import { cn } from './cn.ts';

interface EmptyStateProps {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly text?: string;
  readonly action?: ReactNode;
  readonly className?: string;
}

/** One sentence and one action. */
export const EmptyState = ({ icon: Icon, title, text, action, className }: EmptyStateProps) => (
  <div className={cn('flex flex-col items-center gap-1 px-6 py-12 text-center', className)}>
    <span className="mb-2 flex size-10 items-center justify-center rounded-full bg-sunken text-muted">
      <Icon aria-hidden className="size-5" />
    </span>
    <p className="text-base font-semibold">{title}</p>
    {text !== undefined && <p className="max-w-sm text-muted">{text}</p>}
    {action !== undefined && <div className="mt-3">{action}</div>}
  </div>
);
