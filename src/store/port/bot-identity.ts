import type { OutgoingMessage } from './update-effects.ts';
import type { Language } from '../../domain/language.ts';

/** Another bot speaks from now on. What the chats of the former one hold cannot be changed, answered or referred to by it. */
export interface BotChange {
  readonly formerId: number;
  readonly botId: number;
  /** How many updates of the former bot had not been handled: nothing comes of them. */
  readonly unhandled: number;
}

/** An owner of any shop, and how they are spoken to if they have said so. */
export interface OwnerToTell {
  readonly userId: number;
  readonly language: Language | undefined;
}

/**
 * As which bot the program speaks. Update ids, message ids and the questions that were asked belong to a bot: another one has
 * others, which may be the same numbers. Chats and people are the same for every bot.
 */
export interface Bots {
  /**
   * From now on the program speaks as this bot. If it spoke as another before, all that belongs to that one ends, in this
   * one transaction, and the owners are told what that means.
   *
   * @returns what changed; undefined for the same bot, and for the first
   */
  speakAs(
    botId: number,
    what: { readonly at: number; readonly steadyAt: number },
    tell: (change: BotChange, owner: OwnerToTell) => OutgoingMessage,
  ): Promise<BotChange | undefined>;
}
