import { useEffect, useRef } from 'react';

import { routeHash } from '../navigation/route.ts';
import { useUi } from '../store/ui-context.tsx';
import { clockTime } from '../text/times.ts';
import { useWords } from '../text/use-words.ts';
import { useClearToasts, useToast } from '../ui/toast.tsx';

/** Asks about every session that was opened elsewhere. Stays until the person has seen it: they may be away. */
export function SessionWatch() {
  const { t, language } = useWords();
  const toast = useToast();
  const opened = useUi((state) => state.sessions.openedElsewhere);
  const told = useRef(0);
  const clear = useClearToasts();
  const signedOut = useUi((state) => state.connection.phase === 'signed_out');

  // They are about a session that is over, and may name secrets.
  useEffect(() => {
    if (signedOut) clear();
  }, [signedOut, clear]);

  useEffect(() => {
    for (const { time } of opened.slice(told.current)) {
      toast({
        tone: 'warn',
        title: t('sessions.openedTitle', { time: clockTime(language, Date.parse(time)) }),
        text: t('sessions.openedText'),
        action: { label: t('sessions.openedAction'), href: routeHash('audit') },
        ms: Infinity,
      });
    }
    told.current = opened.length;
  }, [opened, t, language, toast]);

  return null;
}
