import { createInstance, type i18n, type TFunction } from 'i18next';
import { initReactI18next } from 'react-i18next';

/** `en` as the browser's person writes it: `en-GB` has another clock than `en-US`. */
export const regionalTag = (language: string, offered: readonly string[]): string =>
  offered.find((tag) => tag === language || tag.startsWith(`${language}-`)) ?? language;

interface Catalogue {
  readonly [key: string]: string | Catalogue;
}

export type Translate = TFunction;

const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

const STORAGE_KEY = 'countersign-language';

const isLanguage = (text: string | null | undefined): text is Language => LANGUAGES.some((known) => known === text);

/** The person's choice, else the browser's first language that we speak, else English. */
export function preferredLanguage(chosen: string | null, offered: readonly string[]): Language {
  if (isLanguage(chosen)) return chosen;
  return offered.map((tag) => tag.split('-')[0]).find((tag) => isLanguage(tag)) ?? 'en';
}

const catalogues = (): Readonly<Record<string, Catalogue>> =>
  import.meta.glob<Catalogue>('./*.json', { eager: true, import: 'default' });

export function createI18n(language: Language): i18n {
  const instance = createInstance();
  const found = catalogues();
  void instance.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    resources: Object.fromEntries(LANGUAGES.map((known) => [known, { translation: found[`./${known}.json`] ?? {} }])),
    initAsync: false,
    // React escapes; escaping twice would show `&amp;` in paths.
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  return instance;
}

export const storedLanguage = (): Language =>
  preferredLanguage(window.localStorage.getItem(STORAGE_KEY), window.navigator.languages);

export function chooseLanguage(instance: i18n, language: Language): void {
  window.localStorage.setItem(STORAGE_KEY, language);
  void instance.changeLanguage(language);
}
