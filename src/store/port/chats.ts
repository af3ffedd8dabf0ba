import type { Language } from '../../domain/language.ts';
import type { LinkedChat } from '../../domain/merchant-chats.ts';
import type { QuestionStore } from './chat-questions.ts';
import type { LinkStore } from './links.ts';
import type { UpdateEffects } from './update-effects.ts';

/** Where a merchant's staff may charge, and where its payments are told. */
export interface ChatStore extends LinkStore, QuestionStore {
  /** Returns the merchant that a group is linked to, or undefined. */
  ofChat(chatId: number): Promise<number | undefined>;

  /** Returns the groups that are linked to a merchant, the oldest link first. */
  linkedChats(merchantId: number): Promise<LinkedChat[]>;

  /** Returns the chats in which a merchant's payments are announced. */
  announcedChats(merchantId: number): Promise<number[]>;

  /**
   * Ends what a merchant has set up in a chat: the link of a group together with its announcements, or the announcements of a chat
   * that is not linked. Notices that wait for a group go where they would be told now; its cards are no longer updated. The audit
   * log and the update's effects are committed with it.
   *
   * @returns false, with nothing changed, if nothing was set up, the person is no owner, or the update was settled before
   */
  unlink(
    merchantId: number,
    chatId: number,
    userId: number,
    at: number,
    effects: UpdateEffects,
  ): Promise<boolean>;

  /**
   * Starts announcing a merchant's payments in a chat, replacing what was set there before, or stops it (`end`: the chat's id). The
   * audit log and the update's effects are committed with it.
   *
   * @returns false, with nothing changed, if the person is no owner or the update was settled before
   */
  announce(
    merchantId: number,
    place:
      | { readonly chatId: number; readonly threadId: number | null; readonly language: Language }
      | { readonly end: number },
    userId: number,
    at: number,
    effects: UpdateEffects,
  ): Promise<boolean>;

  /** Returns whether a merchant's payments are announced in a chat. */
  announcesTo(merchantId: number, chatId: number): Promise<boolean>;
}
