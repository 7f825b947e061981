import type { Translate } from './i18n.ts';

const UNITS = [
  { unit: 'day', ms: 86_400_000 },
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'minute', ms: 60_000 },
] as const;

/** "3 minutes ago", "in 2 days", "just now". */
export function relativeTime(t: Translate, language: string, { at, now }: { at: number; now: number }): string {
  const distance = at - now;
  const found = UNITS.find(({ ms }) => Math.abs(distance) >= ms);
  if (found === undefined) return t('time.now');
  const format = new Intl.RelativeTimeFormat(language, { numeric: 'auto' });
  return format.format(Math.round(distance / found.ms), found.unit);
}

export const fullTime = (language: string, at: number): string =>
  new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' }).format(at);

export const clockTime = (language: string, at: number): string =>
  new Intl.DateTimeFormat(language, { timeStyle: 'short' }).format(at);

/** For lines of today the clock, for older ones the day too. */
export function lineTime(language: string, { at, now }: { at: number; now: number }): string {
  const sameDay = new Date(at).toDateString() === new Date(now).toDateString();
  const options: Intl.DateTimeFormatOptions = sameDay
    ? { timeStyle: 'medium' }
    : { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' };
  return new Intl.DateTimeFormat(language, options).format(at);
}

/** A countdown, rounded up so that it never shows 0 while there is time. */
export function timeLeft(t: Translate, ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  if (seconds < 60) return t('time.secondsLeft', { seconds });
  if (seconds < 3600) {
    const rest = String(seconds % 60).padStart(2, '0');
    return t('time.minutesLeft', { minutes: Math.floor(seconds / 60), seconds: rest });
  }
  return t('time.hoursLeft', { hours: Math.floor(seconds / 3600), minutes: Math.floor((seconds % 3600) / 60) });
}
