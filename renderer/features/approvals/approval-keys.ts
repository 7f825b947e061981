export type KeyAction = 'next' | 'previous' | 'details' | 'deny' | 'approve';

interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  /** Held down: the person may have meant only the first one. */
  readonly repeat: boolean;
}

/** Where the key was pressed. */
export interface KeyPlace {
  /** A row of the list has the focus. */
  readonly onRow: boolean;
  /** A control that has a use of its own for letters or arrows. */
  readonly inControl: boolean;
}

const PLAIN: Readonly<Record<string, KeyAction>> = {
  j: 'next',
  ArrowDown: 'next',
  k: 'previous',
  ArrowUp: 'previous',
  d: 'deny',
};

/** A browser opens a link in a new tab with it, so the queue keeps it to itself even where it decides nothing. */
export const isApproveChord = ({ key, ctrlKey, metaKey }: KeyPress): boolean => key === 'Enter' && (ctrlKey || metaKey);

/**
 * What a key means in the queue. Approving takes Ctrl+Enter: neither a stray Enter or Space nor a single letter does it.
 * `d` denies without asking back, since a no changes nothing and the focus says which request is meant.
 */
export function keyAction(press: KeyPress, place: KeyPlace): KeyAction | null {
  if (press.altKey || press.shiftKey) return null;
  const command = press.ctrlKey || press.metaKey;
  const action = press.key === 'Enter' ? enterAction(command, place) : plainAction(press.key, command, place);
  const moves = action === 'next' || action === 'previous';
  return press.repeat && !moves ? null : action;
}

function enterAction(command: boolean, { onRow }: KeyPlace): KeyAction | null {
  if (command) return 'approve';
  return onRow ? 'details' : null;
}

const plainAction = (key: string, command: boolean, { inControl }: KeyPlace): KeyAction | null =>
  command || inControl ? null : (PLAIN[key] ?? null);
