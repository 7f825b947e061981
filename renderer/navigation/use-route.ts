import { useLayoutEffect, useMemo, useState } from 'react';

import type { LeaveGuard } from './leave-guard.ts';
import { codeInHash, parseRoute, routeHash, type Route, type Screen } from './route.ts';

/** Moves with the event and not with the address, which `guard` may still take back. */
export function useRoute(guard: LeaveGuard): Route {
  const [hash, setHash] = useState(() => window.location.hash);

  useLayoutEffect(() => {
    let shown = window.location.hash;
    const follow = (): void => {
      const wanted = window.location.hash;
      // A code is no place: the app takes it out of the address, and the page stays.
      if (wanted === shown || codeInHash(wanted) !== null) return;
      if (guard.stops(wanted)) {
        window.history.replaceState(null, '', shown);
        return;
      }
      shown = wanted;
      setHash(wanted);
    };
    window.addEventListener('hashchange', follow);
    return () => window.removeEventListener('hashchange', follow);
  }, [guard]);

  return useMemo(() => parseRoute(hash), [hash]);
}

export interface NavigateOptions {
  /** Leaves no step in the history: for a selection that moves with the arrow keys. */
  readonly replace?: boolean;
}

export function navigate(
  screen: Screen,
  rest: readonly string[] = [],
  { replace = false }: NavigateOptions = {},
): void {
  const hash = routeHash(screen, rest);
  if (hash === window.location.hash) return;
  if (replace) {
    window.history.replaceState(null, '', hash);
    window.dispatchEvent(new HashChangeEvent('hashchange'));
  } else {
    window.location.hash = hash;
  }
}
