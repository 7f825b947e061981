import { CircleAlert, Info, OctagonAlert, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

import { cn } from './cn.ts';

export type CalloutTone = 'info' | 'warn' | 'danger' | 'error';

const LOOKS = {
  info: { box: 'border-line bg-sunken', icon: 'text-muted', Icon: Info },
  warn: { box: 'border-warn/40 bg-warn-soft', icon: 'text-warn-text', Icon: TriangleAlert },
  danger: { box: 'border-danger bg-danger-soft', icon: 'text-danger-text', Icon: OctagonAlert },
  error: { box: 'border-danger/40 bg-danger-soft', icon: 'text-danger-text', Icon: CircleAlert },
} as const;

interface CalloutProps {
  readonly tone: CalloutTone;
  readonly title: ReactNode;
  /** Title and text in one paragraph. */
  readonly inline?: boolean;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  /** Announced when it appears. */
  readonly live?: boolean;
  readonly className?: string;
}

export function Callout({ tone, title, children, action, live = false, inline = false, className }: CalloutProps) {
  const { box, icon, Icon } = LOOKS[tone];
  return (
    <div
      role={live ? 'alert' : undefined}
      className={cn('flex items-start gap-2.5 rounded-md border px-3 py-2.5', box, className)}
    >
      <Icon aria-hidden className={cn('mt-0.5 size-4 shrink-0', icon)} />
      <div className="min-w-0 flex-1">
        <CalloutText inline={inline} title={title}>
          {children}
        </CalloutText>
      </div>
      {action}
    </div>
  );
}

function CalloutText({ inline, title, children }: Pick<CalloutProps, 'inline' | 'title' | 'children'>) {
  if (inline === true) {
    return (
      <p className="text-ink">
        <span className="font-semibold">{title}.</span> {children}
      </p>
    );
  }
  return (
    <>
      <p className="font-semibold text-ink">{title}</p>
      {children !== undefined && <div className="mt-0.5 text-ink">{children}</div>}
    </>
  );
}
