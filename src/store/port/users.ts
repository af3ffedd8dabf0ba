import type { Language } from '../../domain/language.ts';
import type { Draft } from '../../domain/draft.ts';

/** In which language people are spoken to, and the conversations they are in. */
export interface Users {
  language(userId: number): Promise<Language | undefined>;

  setLanguage(userId: number, language: Language): Promise<void>;

  /**
   * Whether a stranger is to be told now that this is not theirs to use: true at most once per `everyMs`, and for at most
   * `STRANGERS_A_MINUTE` of them, whose answers must not keep the shops' own waiting.
   */
  tellStranger(userId: number, at: number, everyMs: number): Promise<boolean>;

  /** Whether anybody's conversation stands at this question, and has not expired. */
  draftExists(token: string, now: number): Promise<boolean>;

  /** A person's conversation in a chat that has expired, and has not been forgotten yet. */
  expiredDraft(chatId: number, userId: number, now: number): Promise<Draft | undefined>;

  /** A person's conversation in a chat, unless it has expired. */
  draft(chatId: number, userId: number, now: number): Promise<Draft | undefined>;
}
