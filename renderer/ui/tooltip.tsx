import { Tooltip as Radix } from 'radix-ui';
import type { ReactNode } from 'react';

export const TooltipProvider = ({ children }: { readonly children: ReactNode }) => (
  <Radix.Provider delayDuration={350}>{children}</Radix.Provider>
);

interface TooltipProps {
  readonly text: string;
  readonly side?: 'top' | 'right' | 'bottom' | 'left';
  readonly children: ReactNode;
}

/** An extra for pointer and keyboard; whatever matters is also in the control's own name. */
export const Tooltip = ({ text, side = 'top', children }: TooltipProps) => (
  <Radix.Root>
    <Radix.Trigger asChild>{children}</Radix.Trigger>
    {/* Stays where its trigger is, so that it lies in the same landmark. */}
    <Radix.Content
      side={side}
      sideOffset={6}
      collisionPadding={8}
      className="z-50 max-w-72 animate-appear rounded-md bg-ink px-2 py-1 text-xs font-normal whitespace-normal text-canvas shadow-pop"
    >
      {text}
    </Radix.Content>
  </Radix.Root>
);
