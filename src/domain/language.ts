/** A language that the bot speaks. */
export type Language = 'en' | 'sw';

/** The BCP 47 tags by which dates are written. */
export const LOCALE_TAGS: Readonly<Record<Language, string>> = { en: 'en-GB', sw: 'sw-KE' };
