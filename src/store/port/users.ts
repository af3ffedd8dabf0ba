import type { Draft } from '../../domain/draft.ts';
import type { Language } from '../../domain/language.ts';
import type { UpdateEffects } from './update-effects.ts';

/** People's languages, keyboards and drafts, and strangers. Every method is one transaction. */
export interface Users {
  /** Returns the language that a person chose, or undefined. */
  language(userId: number): Promise<Language | undefined>;

  /** Records the language that a person chose. */
  setLanguage(userId: number, language: Language): Promise<void>;

  /** Returns whether a person switched the keyboard of commands on (true) or off (false); undefined if they did neither. */
  keyboard(userId: number): Promise<boolean | undefined>;

  /**
   * Records whether a person wants the keyboard of commands, with the update's effects, in one transaction. Nothing changes if the
   * update was settled before.
   */
  setKeyboard(userId: number, isOn: boolean, effects: UpdateEffects): Promise<void>;

  /**
   * Returns whether to tell a stranger now that they may not use the bot, and records it in the same transaction. True at most once
   * per `everyMs` for each, and for a bounded number of strangers a minute: their answers must not delay the merchants'.
   */
  tellStranger(userId: number, at: number, everyMs: number): Promise<boolean>;

  /** Returns whether this token names the open question of a draft that has not expired. */
  draftExists(token: string, now: number): Promise<boolean>;

  /** Returns a person's draft in a chat if it has expired and is not deleted yet, or undefined. */
  expiredDraft(chatId: number, userId: number, now: number): Promise<Draft | undefined>;

  /** Returns a person's draft in a chat, or undefined if there is none or it has expired. */
  draft(chatId: number, userId: number, now: number): Promise<Draft | undefined>;
}
