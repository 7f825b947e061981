import { Tabs as Radix } from 'radix-ui';
import type { ReactNode } from 'react';

import { cn } from './cn.ts';

interface Tab<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly count?: number;
}

interface TabsProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly tabs: readonly Tab<T>[];
  readonly onChange: (value: T) => void;
  readonly children: ReactNode;
  readonly className?: string;
  readonly listClassName?: string;
}

export const Tabs = <T extends string>({ label, value, tabs, onChange, children, ...look }: TabsProps<T>) => (
  <Radix.Root
    value={value}
    activationMode="manual"
    className={look.className}
    onValueChange={(next) => {
      const chosen = tabs.find((tab) => tab.value === next);
      if (chosen !== undefined) onChange(chosen.value);
    }}
  >
    <Radix.List
      aria-label={label}
      className={cn('inline-flex w-fit gap-0.5 rounded-md bg-hover p-0.5', look.listClassName)}
    >
      {tabs.map((tab) => (
        <Radix.Trigger
          key={tab.value}
          value={tab.value}
          className="inline-flex h-7 items-center gap-1.5 rounded-sm px-2.5 text-sm font-medium text-muted hover:text-ink data-[state=active]:bg-raised data-[state=active]:text-ink data-[state=active]:shadow-card forced:data-[state=active]:underline"
        >
          {tab.label}
          {tab.count !== undefined && tab.count > 0 && <span className="text-xs tabular-nums">{tab.count}</span>}
        </Radix.Trigger>
      ))}
    </Radix.List>
    {children}
  </Radix.Root>
);

export const TabPanel = ({
  value,
  className,
  children,
}: {
  value: string;
  className?: string;
  children: ReactNode;
}) => (
  <Radix.Content value={value} tabIndex={-1} className={className}>
    {children}
  </Radix.Content>
);
