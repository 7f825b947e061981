import { useEffect, useRef } from 'react';

import { DETAIL_HEADING } from './request-detail.tsx';
import { rowId } from './request-list.tsx';
import { isNowhere } from './use-queue-keys.ts';

/** Moves the focus once the row or heading is there; never to a button that decides. */
export function useFocusRequests(selected: string | undefined) {
  const target = useRef<string | null>(null);
  const arrived = useRef(false);

  useEffect(() => {
    // Coming to the page puts the focus on the first request, so that the keys work at once.
    if (!arrived.current && selected !== undefined) {
      arrived.current = true;
      if (isNowhere(document.activeElement)) target.current = rowId(selected);
    }
    if (target.current === null) return;
    const element = document.querySelector<HTMLElement>(`#${CSS.escape(target.current)}`);
    if (element === null) return;
    target.current = null;
    element.focus();
  });

  return {
    focusRow: (id: string): void => {
      target.current = rowId(id);
    },
    focusHeading: (): void => {
      target.current = DETAIL_HEADING;
      document.querySelector<HTMLElement>(`#${DETAIL_HEADING}`)?.focus();
      target.current = null;
    },
  };
}
