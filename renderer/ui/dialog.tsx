import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';

import { Button } from './button.tsx';
import { cn } from './cn.ts';

const FIELD = 'input, select, textarea, [data-focus-first]';

interface DialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly description: string;
  readonly closeLabel: string;
  readonly children: ReactNode;
  readonly wide?: boolean;
  /** A click beside it does not close: for dialogs that hold typed text or something shown once. */
  readonly sticky?: boolean;
}

export const Dialog = ({ open, onOpenChange, title, description, closeLabel, children, ...look }: DialogProps) => (
  <Radix.Root open={open} onOpenChange={onOpenChange}>
    <Radix.Portal>
      <Radix.Overlay className="fixed inset-0 z-40 bg-overlay" />
      <Radix.Content
        onOpenAutoFocus={(event) => {
          // By itself it would be the button that closes, which stands first.
          const field = event.target instanceof Element ? event.target.querySelector<HTMLElement>(FIELD) : null;
          if (field === null) return;
          event.preventDefault();
          field.focus();
        }}
        onInteractOutside={(event) => {
          if (look.sticky === true) event.preventDefault();
        }}
        className={cn(
          'fixed top-1/2 left-1/2 z-50 flex max-h-[88vh] w-[calc(100vw-32px)] -translate-x-1/2 -translate-y-1/2 flex-col rounded-lg border border-line bg-raised shadow-pop',
          look.wide === true ? 'max-w-[640px]' : 'max-w-[440px]',
        )}
      >
        <header className="flex items-start justify-between gap-4 px-5 pt-4">
          <div className="min-w-0">
            <Radix.Title className="text-lg font-semibold wrap-anywhere">{title}</Radix.Title>
            <Radix.Description className="text-muted">{description}</Radix.Description>
          </div>
          <Radix.Close asChild>
            <Button variant="quiet" size="icon" aria-label={closeLabel}>
              <X aria-hidden />
            </Button>
          </Radix.Close>
        </header>
        {children}
      </Radix.Content>
    </Radix.Portal>
  </Radix.Root>
);

export const DialogBody = ({ children }: { readonly children: ReactNode }) => (
  <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">{children}</div>
);

export const DialogFooter = ({ children }: { readonly children: ReactNode }) => (
  <footer className="flex flex-wrap items-center justify-end gap-2 border-t border-line px-5 py-3">{children}</footer>
);
