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

/**
 * Where the key was pressed: on a row of the list, on the button that denies, on a choice that has a use of its own for
 * arrows, on a control that has one for letters too.
 */
export type KeyPlace = 'row' | 'deny' | 'radio' | 'control' | 'elsewhere';

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

function enterAction(command: boolean, place: KeyPlace): KeyAction | null {
  // Whoever stands on Deny means no.
  if (command) return place === 'deny' ? null : 'approve';
  return place === 'row' ? 'details' : null;
}

function plainAction(key: string, command: boolean, place: KeyPlace): KeyAction | null {
  if (command || place === 'control') return null;
  return place === 'radio' && key.startsWith('Arrow') ? null : (PLAIN[key] ?? null);
}
