import type { ComponentProps } from 'react';

import { cn } from './cn.ts';

export const Table = ({ className, ...rest }: ComponentProps<'table'>) => (
  <table className={cn('w-full border-collapse text-left text-sm', className)} {...rest} />
);

export const HeadCell = ({ className, ...rest }: ComponentProps<'th'>) => (
  <th scope="col" className={cn('h-8 border-b border-line px-3 text-xs font-medium text-muted', className)} {...rest} />
);

export const Row = ({ className, ...rest }: ComponentProps<'tr'>) => (
  <tr className={cn('border-b border-line last:border-b-0', className)} {...rest} />
);

export const Cell = ({ className, ...rest }: ComponentProps<'td'>) => (
  <td className={cn('px-3 py-1.5 align-top', className)} {...rest} />
);
