/** A language that the bot speaks. */
export type Language = 'en' | 'sw';
