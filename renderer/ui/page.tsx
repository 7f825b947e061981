import type { ReactNode } from 'react';

interface PageHeaderProps {
  readonly title: string;
  readonly lead?: string;
  readonly children?: ReactNode;
}

/** The one first-level heading of a screen; actions stand on its right. */
export const PageHeader = ({ title, lead, children }: PageHeaderProps) => (
  <header className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 px-6 pt-5 pb-4">
    <div className="min-w-0">
      <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
      {lead !== undefined && <p className="text-muted">{lead}</p>}
    </div>
    {children !== undefined && <div className="flex flex-wrap items-center gap-2">{children}</div>}
  </header>
);

/** Names of secrets, commands and paths. */
export const Code = ({ children, className = '' }: { readonly children: ReactNode; readonly className?: string }) => (
  <code className={`font-mono text-[0.96em] wrap-anywhere ${className}`}>{children}</code>
);
