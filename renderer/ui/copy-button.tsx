import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';

import { Button, type ButtonProps } from './button.tsx';
import { useToast } from './toast.tsx';

interface CopyButtonProps extends Omit<ButtonProps, 'onClick' | 'children'> {
  readonly text: string;
  readonly label: string;
  readonly copiedLabel: string;
  readonly failedLabel: string;
  /** Shows the label beside the icon. */
  readonly labelled?: boolean;
}

/** For texts that are no secrets. Says "copied" only when the browser confirmed it. */
export function CopyButton({ text, label, copiedLabel, failedLabel, labelled = false, ...rest }: CopyButtonProps) {
  const [copied, setCopied] = useState(false);
  const toast = useToast();

  useEffect(() => {
    if (!copied) return undefined;
    const timer = setTimeout(() => setCopied(false), 2000);
    return () => clearTimeout(timer);
  }, [copied]);

  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      toast({ tone: 'error', title: failedLabel });
    }
  };

  const Icon = copied ? Check : Copy;
  return (
    <Button size={labelled ? 'sm' : 'icon'} variant="quiet" aria-label={label} onClick={() => void copy()} {...rest}>
      <Icon aria-hidden className={copied ? 'text-ok' : undefined} />
      {labelled && <span aria-hidden>{copied ? copiedLabel : label}</span>}
      <output className="sr-only">{copied ? copiedLabel : ''}</output>
    </Button>
  );
}
