import { type KeyboardEvent, useEffect, useRef } from 'react';

import { isApproveChord, keyAction, type KeyAction, type KeyPlace } from './approval-keys.ts';

/** The page as a whole has the focus, and nothing in it. */
export const isNowhere = (target: EventTarget | null): boolean =>
  target === document.body || (target instanceof Element && target.matches('main'));

const isInside = (target: EventTarget, selector: string): boolean =>
  target instanceof Element && target.closest(selector) !== null;

function placeOf(target: EventTarget): KeyPlace {
  if (isInside(target, '[data-request-row]')) return 'row';
  if (isInside(target, '[data-answer=deny]')) return 'deny';
  if (isInside(target, '[role=radiogroup]')) return 'radio';
  return isInside(target, '[role=tablist],input,textarea,select') ? 'control' : 'elsewhere';
}

/** The queue's keys: returns the handler for those pressed inside the page, and listens to those pressed nowhere. */
export function useQueueKeys(act: (action: KeyAction) => void): (event: KeyboardEvent) => void {
  useKeysWithoutFocus(act);

  return (event) => {
    const chord = isApproveChord(event);
    // Radio buttons keep Enter from doing anything, with Ctrl too.
    if (event.defaultPrevented && !chord) return;
    if (chord) event.preventDefault();
    const action = keyAction(event, placeOf(event.target));
    if (action === null) return;
    event.preventDefault();
    act(action);
  };
}

/**
 * Where nothing has the focus, keys still move through the list, and Ctrl+Enter is for the request on screen. `d` denies
 * nothing then: a single letter needs the focus to say what is meant.
 */
function useKeysWithoutFocus(act: (action: KeyAction) => void): void {
  const latest = useRef(act);
  useEffect(() => {
    latest.current = act;
  });

  useEffect(() => {
    const onKey = (event: globalThis.KeyboardEvent): void => {
      if (!isNowhere(event.target) || event.defaultPrevented) return;
      if (isApproveChord(event)) event.preventDefault();
      const action = keyAction(event, 'elsewhere');
      if (action !== null && action !== 'deny') latest.current(action);
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
