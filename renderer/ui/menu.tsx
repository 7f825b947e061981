import { Check } from 'lucide-react';
import { DropdownMenu as Radix } from 'radix-ui';
import type { ReactNode } from 'react';

interface MenuProps {
  readonly trigger: ReactNode;
  readonly children: ReactNode;
  readonly side?: 'top' | 'right' | 'bottom';
}

export const Menu = ({ trigger, children, side = 'bottom' }: MenuProps) => (
  <Radix.Root modal={false}>
    <Radix.Trigger asChild>{trigger}</Radix.Trigger>
    {/* Stays where its trigger is, so that it lies in the same landmark. */}
    <Radix.Content
      side={side}
      align="start"
      sideOffset={6}
      collisionPadding={8}
      className="z-50 min-w-48 animate-appear rounded-lg border border-line bg-raised p-1 shadow-pop"
    >
      {children}
    </Radix.Content>
  </Radix.Root>
);

const ITEM =
  'flex h-8 select-none items-center gap-2 rounded-md px-2 text-sm text-ink outline-none data-highlighted:bg-hover data-highlighted:outline-2 data-highlighted:-outline-offset-2 data-highlighted:outline-focus';

interface MenuChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string; readonly lang?: string }[];
  readonly onChange: (value: T) => void;
}

/** One of several, shown with a tick. */
export const MenuChoice = <T extends string>({ label, value, options, onChange }: MenuChoiceProps<T>) => (
  <>
    <Radix.Label className="px-2 pt-1.5 pb-1 text-xs font-medium text-muted">{label}</Radix.Label>
    <Radix.RadioGroup
      value={value}
      onValueChange={(next) => {
        const chosen = options.find((option) => option.value === next);
        if (chosen !== undefined) onChange(chosen.value);
      }}
    >
      {options.map((option) => (
        <Radix.RadioItem key={option.value} value={option.value} lang={option.lang} className={ITEM}>
          <span className="flex size-4 items-center">
            <Radix.ItemIndicator>
              <Check aria-hidden className="size-4 text-accent-text" />
            </Radix.ItemIndicator>
          </span>
          {option.label}
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  </>
);

export const MenuLine = () => <Radix.Separator className="my-1 h-px bg-line" />;
