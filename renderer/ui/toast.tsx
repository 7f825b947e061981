import { CircleAlert, CircleCheck, X } from 'lucide-react';
import { Toast as Radix } from 'radix-ui';
import { createContext, type ReactNode, use, useCallback, useRef, useState } from 'react';

import { Button } from './button.tsx';
import { MarkedText } from './marked-text.tsx';

export interface ToastMessage {
  readonly tone: 'ok' | 'error';
  readonly title: string;
  readonly text?: string;
  readonly action?: { readonly label: string; readonly run: () => void };
  readonly ms?: number;
}

interface ShownToast extends ToastMessage {
  readonly id: number;
}

type ShowToast = (message: ToastMessage) => void;

const ToastContext = createContext<ShowToast>(() => {});

export const useToast = (): ShowToast => use(ToastContext);

interface ToastProviderProps {
  readonly label: string;
  readonly closeLabel: string;
  readonly children: ReactNode;
}

const MOST = 4;

export function ToastProvider({ label, closeLabel, children }: ToastProviderProps) {
  const [toasts, setToasts] = useState<readonly ShownToast[]>([]);
  const count = useRef(0);
  const show = useCallback<ShowToast>((message) => {
    count.current += 1;
    const toast = { ...message, id: count.current };
    setToasts((before) => [...before, toast].slice(-MOST));
  }, []);
  const remove = useCallback((id: number) => setToasts((before) => before.filter((toast) => toast.id !== id)), []);

  return (
    <ToastContext value={show}>
      <Radix.Provider label={label} swipeDirection="up">
        {children}
        {toasts.map((toast) => (
          <ToastCard key={toast.id} toast={toast} closeLabel={closeLabel} onClosed={remove} />
        ))}
        {/* At the top: the buttons that decide are at the bottom, and nothing may lie on them. */}
        <Radix.Viewport className="fixed top-0 left-1/2 z-50 m-0 flex w-[400px] max-w-full -translate-x-1/2 list-none flex-col gap-2 p-2 outline-none" />
      </Radix.Provider>
    </ToastContext>
  );
}

interface ToastCardProps {
  readonly toast: ShownToast;
  readonly closeLabel: string;
  readonly onClosed: (id: number) => void;
}

function ToastCard({ toast, closeLabel, onClosed }: ToastCardProps) {
  const Icon = toast.tone === 'ok' ? CircleCheck : CircleAlert;
  return (
    <Radix.Root
      duration={toast.ms ?? (toast.tone === 'ok' ? 6000 : 12_000)}
      type={toast.tone === 'ok' ? 'background' : 'foreground'}
      onOpenChange={(open) => {
        if (!open) onClosed(toast.id);
      }}
      className="flex animate-appear items-start gap-2.5 rounded-lg border border-line bg-raised py-2.5 pr-2 pl-3 shadow-pop"
    >
      <Icon
        aria-hidden
        className={toast.tone === 'ok' ? 'mt-0.5 size-4 shrink-0 text-ok' : 'mt-0.5 size-4 shrink-0 text-danger'}
      />
      <div className="min-w-0 flex-1">
        <Radix.Title className="font-semibold wrap-anywhere">{toast.title}</Radix.Title>
        {toast.text !== undefined && (
          <Radix.Description className="text-muted wrap-anywhere">
            <MarkedText text={toast.text} />
          </Radix.Description>
        )}
      </div>
      {toast.action !== undefined && (
        <Radix.Action asChild altText={toast.action.label}>
          <Button size="sm" onClick={toast.action.run}>
            {toast.action.label}
          </Button>
        </Radix.Action>
      )}
      <Radix.Close asChild>
        <Button variant="quiet" size="icon" aria-label={closeLabel}>
          <X aria-hidden />
        </Button>
      </Radix.Close>
    </Radix.Root>
  );
}
