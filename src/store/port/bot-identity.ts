import type { Language } from '../../domain/language.ts';
import type { OutgoingMessage } from '../../domain/messages.ts';

/** The token belongs to another bot than before. The new bot cannot edit or answer messages of the former one. */
export interface BotChange {
  readonly formerId: number;
  readonly botId: number;
  /** How many updates of the former bot were dropped unhandled. */
  readonly unhandled: number;
}

/** An owner of any merchant, and the language they chose; undefined if they chose none. */
export interface OwnerToTell {
  readonly userId: number;
  readonly language: Language | undefined;
}

/**
 * Which bot the program runs as. Update ids, message ids and open questions belong to one bot: another bot may use the same
 * numbers for others. Chats and people are the same for every bot.
 */
export interface Bots {
  /**
   * Records the bot that the program runs as. If it was another one before, everything that belongs to that one ends in the same
   * transaction: updates, drafts, link requests, edits and cards. A message to each owner, made by `tell`, is committed with it.
   *
   * @returns what changed; undefined if the bot is the same or the first one
   */
  speakAs(
    botId: number,
    what: { readonly at: number; readonly steadyAt: number },
    tell: (change: BotChange, owner: OwnerToTell) => OutgoingMessage,
  ): Promise<BotChange | undefined>;
}
