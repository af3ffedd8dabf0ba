import type { Language } from '../../domain/language.ts';
import { english } from './en.ts';
import type { Locale } from './locale.ts';
import { swahili } from './sw.ts';

const LANGUAGES: Readonly<Record<Language, Locale>> = { en: english, sw: swahili };

export const LOCALES: readonly Locale[] = Object.values(LANGUAGES);

export const localeOf = (language: Language): Locale => LANGUAGES[language];

/** The language for a Telegram `language_code`, which is an IETF tag such as `sw` or `en-GB`. */
export const languageOf = (code: string | undefined): Language =>
  code !== undefined && /^sw(?:-|$)/i.test(code) ? 'sw' : 'en';
