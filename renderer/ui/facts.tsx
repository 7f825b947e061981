import type { ReactNode } from 'react';

/** Names left, what they are right. */
export const Facts = ({ children }: { readonly children: ReactNode }) => (
  <dl className="grid grid-cols-[minmax(84px,auto)_minmax(0,1fr)] content-start gap-x-4 gap-y-1.5">{children}</dl>
);

export const Fact = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <>
    <dt className="text-muted">{name}</dt>
    <dd className="min-w-0 wrap-anywhere">{children}</dd>
  </>
);
