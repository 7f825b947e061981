import { createContext, use, useLayoutEffect, useRef } from 'react';

type OnLeave = (hash: string) => void;

/** Stands between the address and what is shown, for a form that would lose what was typed. */
export interface LeaveGuard {
  /** Returns what lets go. */
  readonly hold: (onLeave: OnLeave) => () => void;
  readonly holds: () => boolean;
  /** Tells the one who holds where the person wants to go; false where nobody does. */
  readonly stops: (hash: string) => boolean;
}

export function createLeaveGuard(): LeaveGuard {
  let holder: OnLeave | null = null;
  return {
    hold(onLeave) {
      holder = onLeave;
      return () => {
        if (holder === onLeave) holder = null;
      };
    },
    holds: () => holder !== null,
    stops(hash) {
      holder?.(hash);
      return holder !== null;
    },
  };
}

export const LeaveGuardContext = createContext(createLeaveGuard());

/**
 * While `holds`, no link, no way back and no closed tab takes the page away unasked: another address is taken back and
 * told to `onLeave`, and the browser asks before it closes or reloads. Returns what lets go at once, for navigation
 * that follows in the same turn.
 */
export function useLeaveGuard(holds: boolean, onLeave: OnLeave): () => void {
  const guard = use(LeaveGuardContext);
  const release = useRef(() => {});

  useLayoutEffect(() => {
    if (!holds) return undefined;
    const letGo = guard.hold(onLeave);
    release.current = letGo;
    const onUnload = (event: BeforeUnloadEvent): void => {
      if (guard.holds()) event.preventDefault();
    };
    window.addEventListener('beforeunload', onUnload);
    return () => {
      letGo();
      window.removeEventListener('beforeunload', onUnload);
    };
  }, [guard, holds, onLeave]);

  return () => release.current();
}
