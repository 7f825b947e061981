import { createI18n, type Language } from '../../../renderer/text/i18n.ts';

export const wordsIn = (language: Language) => createI18n(language).t;
