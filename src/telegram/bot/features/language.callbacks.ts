import { language, type CallbackKinds } from '../callback-fields.ts';

export const languageCallbacks = {
  language: { language },
} as const satisfies CallbackKinds;
