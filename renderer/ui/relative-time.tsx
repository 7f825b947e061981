import { fullTime, relativeTime } from '../text/times.ts';
import { useSlowNow, useWords } from '../text/use-words.ts';

/** "3 minutes ago", with the exact time on demand. */
export function RelativeTime({ at }: { readonly at: number }) {
  const { t, language } = useWords();
  const now = useSlowNow();
  return (
    <time dateTime={new Date(at).toISOString()} title={fullTime(language, at)}>
      {relativeTime(t, language, { at, now: Math.max(now, at) })}
    </time>
  );
}
