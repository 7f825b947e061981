import { useMemo, useSyncExternalStore } from 'react';

import { parseRoute, routeHash, type Route, type Screen } from './route.ts';

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}

export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, () => window.location.hash);
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
