import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';

import type { AppError } from '../../app/kernel/errors.ts';

import { regionalTag, type Translate } from './i18n.ts';

export interface Words {
  readonly t: Translate;
  /** For `Intl`: the language on screen in the region that the browser prefers, such as `en-GB`. */
  readonly language: string;
}

export function useWords(): Words {
  const { t, i18n } = useTranslation();
  return { t, language: regionalTag(i18n.language, window.navigator.languages) };
}

/** A failure for the screen: our own words as the title, the core's account and advice below. */
export interface Problem {
  readonly title: string;
  readonly detail: string;
}

export const problemOf = (t: Translate, { code, message, next }: AppError): Problem => ({
  title: t(`error.${code}`),
  // What the page finds out by itself comes without an account: there its own words say what helps.
  detail: message === '' ? t(`errorNext.${code}`, { defaultValue: '' }) : withNext(message, next),
});

const withNext = (message: string, next: string | undefined): string =>
  next === undefined ? message : `${message} ${next}`;

/** All of it in one line, for below another title. */
export const accountOf = ({ title, detail }: Problem): string => (detail === '' ? `${title}.` : `${title}. ${detail}`);

function everySecond(listener: () => void): () => void {
  const timer = setInterval(listener, 1000);
  return () => clearInterval(timer);
}

const nowInSeconds = (): number => Math.floor(Date.now() / 1000);

/** The wall clock in whole seconds, in milliseconds: for countdowns. */
export const useNow = (): number => useSyncExternalStore(everySecond, nowInSeconds) * 1000;

function everyMinute(listener: () => void): () => void {
  const timer = setInterval(listener, 15_000);
  return () => clearInterval(timer);
}

const nowInQuarterMinutes = (): number => Math.floor(Date.now() / 15_000);

/** The wall clock, moving every 15 seconds: for "3 minutes ago". */
export const useSlowNow = (): number => useSyncExternalStore(everyMinute, nowInQuarterMinutes) * 15_000;
