/** In which language people are spoken to. */
export type Language = 'en' | 'sw';
