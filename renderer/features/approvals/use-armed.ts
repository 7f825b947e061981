import { useEffect, useState } from 'react';

/** Long enough that a click or key meant for what was there before does not hit this. */
const ARMING_MS = 500;

/**
 * False for the first half second after `subject` appeared and after the window came back to the front, so that nobody
 * approves what slid under their finger.
 */
export function useArmed(subject: string | undefined): boolean {
  const [armedFor, setArmedFor] = useState<string | null>(null);

  useEffect(() => {
    if (subject === undefined) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const begin = (): void => {
      clearTimeout(timer);
      setArmedFor(null);
      timer = setTimeout(() => setArmedFor(subject), ARMING_MS);
    };
    begin();
    window.addEventListener('focus', begin);
    document.addEventListener('visibilitychange', begin);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('focus', begin);
      document.removeEventListener('visibilitychange', begin);
    };
  }, [subject]);

  return subject !== undefined && armedFor === subject;
}
