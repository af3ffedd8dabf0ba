import type { LinkedChat } from '../../domain/merchant-chats.ts';
import type { UpdateEffects } from './update-effects.ts';
import type { Language } from '../../domain/language.ts';
import type { LinkStore } from './links.ts';
import type { QuestionStore } from './chat-questions.ts';

/** Where a merchant's staff may charge, and where its payments are told. */
export interface ChatStore extends LinkStore, QuestionStore {
  /** The merchant whose staff may charge in a group. */
  ofChat(chatId: number): Promise<number | undefined>;

  /** The groups that a merchant has linked, the oldest link first. */
  linkedChats(merchantId: number): Promise<LinkedChat[]>;

  /** The chats in which a merchant's payments are told. */
  announcedChats(merchantId: number): Promise<number[]>;

  /**
   * Ends what a merchant has set up in a chat: a group's link with what is announced there, or what is announced in a private
   * chat. False if there was nothing, or the person is not an owner.
   */
  unlink(
    merchantId: number,
    chatId: number,
    userId: number,
    at: number,
    effects: UpdateEffects,
  ): Promise<boolean>;

  /** Has every payment of a merchant told in a chat, or no more. False if the person is not an owner. */
  announce(
    merchantId: number,
    place:
      | { readonly chatId: number; readonly threadId: number | null; readonly language: Language }
      | { readonly end: number },
    userId: number,
    at: number,
    effects: UpdateEffects,
  ): Promise<boolean>;

  announcesTo(merchantId: number, chatId: number): Promise<boolean>;
}
