import { CircleAlert, CircleCheck, TriangleAlert, X } from 'lucide-react';
import { Toast as Radix } from 'radix-ui';
import { createContext, type ReactNode, use, useCallback, useMemo, useRef, useState } from 'react';

import { Button, type ButtonProps } from './button.tsx';
import { cn } from './cn.ts';
import { MarkedText } from './marked-text.tsx';
import { withToast } from './toast-list.ts';

type ToastAction = { readonly label: string } & ({ readonly run: () => void } | { readonly href: string });

interface ToastMessage {
  readonly tone: 'ok' | 'warn' | 'error';
  readonly title: string;
  readonly text?: string;
  /** A later toast with the same topic takes the place of this one. */
  readonly topic?: string;
  readonly action?: ToastAction;
  /** How long it stays; `Infinity` until it is closed. */
  readonly ms?: number;
}

interface ShownToast extends ToastMessage {
  readonly id: number;
}

type ShowToast = (message: ToastMessage) => void;

const ToastContext = createContext<{ readonly show: ShowToast; readonly clear: () => void }>({
  show: () => {},
  clear: () => {},
});

export const useToast = (): ShowToast => use(ToastContext).show;

/** Closes all that are there. */
export const useClearToasts = (): (() => void) => use(ToastContext).clear;

interface ToastProviderProps {
  readonly label: string;
  readonly closeLabel: string;
  readonly children: ReactNode;
}

export function ToastProvider({ label, closeLabel, children }: ToastProviderProps) {
  const [toasts, setToasts] = useState<readonly ShownToast[]>([]);
  const count = useRef(0);
  const show = useCallback<ShowToast>((message) => {
    count.current += 1;
    const toast = { ...message, id: count.current };
    setToasts((before) => withToast(before, toast));
  }, []);
  const clear = useCallback(() => setToasts([]), []);
  const context = useMemo(() => ({ show, clear }), [show, clear]);
  const remove = useCallback((id: number) => setToasts((before) => before.filter((toast) => toast.id !== id)), []);

  return (
    <ToastContext value={context}>
      <Radix.Provider label={label} swipeDirection="right">
        {children}
        {toasts.map((toast) => (
          <ToastCard key={toast.id} toast={toast} closeLabel={closeLabel} onClosed={remove} />
        ))}
        {/* Over what is decided nothing may lie: `clear-of-decisions` keeps away from it. */}
        <Radix.Viewport className="clear-of-decisions pointer-events-none fixed left-1/2 z-50 m-0 flex w-[400px] max-w-full -translate-x-1/2 list-none flex-col gap-2 p-2 outline-none wide:right-2 wide:left-auto wide:translate-x-0" />
      </Radix.Provider>
    </ToastContext>
  );
}

interface ToastCardProps {
  readonly toast: ShownToast;
  readonly closeLabel: string;
  readonly onClosed: (id: number) => void;
}

const LOOKS = {
  ok: { icon: CircleCheck, color: 'text-ok', ms: 6000 },
  warn: { icon: TriangleAlert, color: 'text-warn-text', ms: 12_000 },
  error: { icon: CircleAlert, color: 'text-danger', ms: 12_000 },
} as const;

function ToastCard({ toast, closeLabel, onClosed }: ToastCardProps) {
  const { icon: Icon, color, ms } = LOOKS[toast.tone];
  // Beside the longer texts of warnings a button would leave no room.
  const stacked = toast.tone === 'warn';
  return (
    <Radix.Root
      duration={toast.ms ?? ms}
      type={toast.tone === 'ok' ? 'background' : 'foreground'}
      onOpenChange={(open) => {
        if (!open) onClosed(toast.id);
      }}
      className="pointer-events-auto flex animate-appear items-start gap-2.5 rounded-lg border border-line bg-raised py-2.5 pr-2 pl-3 shadow-pop"
    >
      <Icon aria-hidden className={cn('mt-0.5 size-4 shrink-0', color)} />
      <div className="flex min-w-0 flex-1 flex-wrap gap-x-2.5 gap-y-1.5">
        <div className="min-w-40 flex-1">
          <Radix.Title className="font-semibold wrap-anywhere">{toast.title}</Radix.Title>
          {toast.text !== undefined && (
            <Radix.Description className="line-clamp-4 text-muted wrap-anywhere">
              <MarkedText text={toast.text} />
            </Radix.Description>
          )}
          {stacked && <ToastButton action={toast.action} />}
        </div>
        {!stacked && <ToastButton action={toast.action} />}
      </div>
      <Radix.Close asChild>
        <Button variant="quiet" size="icon" aria-label={closeLabel}>
          <X aria-hidden />
        </Button>
      </Radix.Close>
    </Radix.Root>
  );
}

function ToastButton({ action }: { readonly action: ToastAction | undefined }) {
  if (action === undefined) return null;
  return (
    <Radix.Action asChild altText={action.label}>
      <ActionButton action={action} />
    </Radix.Action>
  );
}

/** `rest` is what closes the toast with it. */
function ActionButton({ action, onClick, ...rest }: { readonly action: ToastAction } & ButtonProps) {
  if ('href' in action) {
    return (
      <Button size="sm" asChild onClick={onClick} {...rest} className="mt-1.5">
        <a href={action.href}>{action.label}</a>
      </Button>
    );
  }
  return (
    <Button
      size="sm"
      {...rest}
      onClick={(event) => {
        action.run();
        onClick?.(event);
      }}
    >
      {action.label}
    </Button>
  );
}
