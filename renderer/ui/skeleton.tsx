import { cn } from './cn.ts';

/** Stands where something will be; `label` is what a screen reader hears. */
export const Skeleton = ({ lines = 3, label, className }: { lines?: number; label: string; className?: string }) => (
  <output className={cn('flex flex-col gap-2.5', className)}>
    <span className="sr-only">{label}</span>
    {Array.from({ length: lines }, (_, line) => (
      <span
        key={line}
        aria-hidden
        className={cn('h-4 animate-breathe rounded-sm bg-hover', line % 3 === 2 ? 'w-1/2' : 'w-full')}
      />
    ))}
  </output>
);
