import type { LinkRequest, LinkedChat } from '../../domain/merchant-chats.ts';
import type { UpdateEffects } from './update-effects.ts';
import type { OutgoingMessage } from '../../domain/messages.ts';

/**
 * What became of a request to link a group. `asked`: it is stored until Telegram says whether the person is an administrator.
 * `already`: the group is linked to this merchant; `anothers`: to another one. `not-yours`: the person is no owner.
 */
export type RequestOutcome = 'asked' | 'already' | 'anothers' | 'not-yours';

/** What became of linking a group. */
export type LinkOutcome = 'linked' | Exclude<RequestOutcome, 'asked'>;

/** What Telegram said of a linked group; undefined for what it did not say. */
export interface ChatFacts {
  /** Whether the person who linked it is an administrator. */
  readonly isAdmin: boolean | undefined;
  readonly title: string | undefined;
  /** Whether the bot is an administrator who may delete other people's messages. */
  readonly botMayDelete?: boolean | undefined;
}

/** A request as a person makes it. */
export type NewLinkRequest = Omit<LinkRequest, 'id' | 'attempts' | 'dueAt' | 'commandWord'> & {
  readonly commandWord?: LinkRequest['commandWord'];
};

/**
 * How groups are linked: an owner asks for it, and the group is linked once Telegram says that they are an administrator there.
 * Whether they still are is checked from time to time. Every method is one transaction.
 */
export interface LinkStore {
  /**
   * Stores that an owner wants to link a group, due at once, with the effects that `react` returns for the outcome. It replaces an
   * earlier request of the same person in the same group. Nothing is stored unless the outcome is `asked`, or if the update was
   * settled before.
   */
  requestLink(
    request: NewLinkRequest,
    react: (outcome: RequestOutcome) => UpdateEffects,
  ): Promise<RequestOutcome>;

  /** Returns at most `limit` requests that are due at `now` (steady time), the longest due first, without the ids in `except`. */
  dueLinkRequests(now: number, limit: number, except: readonly number[]): Promise<LinkRequest[]>;

  /** Records a failed attempt to ask Telegram: the request is due again at `at` (steady time). */
  linkRequestLater(linkRequest: LinkRequest, at: number): Promise<void>;

  /** Ends a request and commits messages with it. Does nothing if the request was settled, or asked again, meanwhile. */
  refuseLink(request: LinkRequest, messages: readonly OutgoingMessage[], at: number): Promise<void>;

  /**
   * Links a group to the merchant of a request whose person is an administrator there. Ownership and other links are checked again
   * in this transaction. The request's end, the link, the audit log and the messages for the outcome are committed together.
   *
   * @param checkAt when to check again whether the person is an administrator (steady time)
   * @param botMayDelete whether Telegram said that the bot may delete other people's messages there
   * @returns undefined, with nothing changed, if the request was settled, or asked again, meanwhile
   */
  link(
    request: LinkRequest,
    checkAt: number,
    at: number,
    messagesFor: (outcome: LinkOutcome) => readonly OutgoingMessage[],
    botMayDelete?: boolean,
  ): Promise<LinkOutcome | undefined>;

  /**
   * Returns at most `limit` linked groups whose check is due at `now` (steady time), the longest due first, without the chats in
   * `except`. Those due later than `farthest` were set by a wrong clock; they count as due and come last.
   */
  dueChecks(
    what: { readonly now: number; readonly farthest: number },
    limit: number,
    except: readonly number[],
  ): Promise<LinkedChat[]>;

  /** Returns when the next request or check is due (steady time), or undefined if there is none. */
  nextLinkWorkAt(): Promise<number | undefined>;

  /**
   * Makes the check of a group due at `now` (steady time) if this person linked it: their status in the group has changed. The
   * update's effects are committed with it in any case.
   *
   * @returns whether a check became due
   */
  memberChanged(chatId: number, userId: number, now: number, effects: UpdateEffects): Promise<boolean>;

  /**
   * Records whether the bot may delete other people's messages in a group, as an update told. It counts for a group that is linked.
   * The update's effects are committed with it.
   */
  botMayDeleteNow(chatId: number, mayDelete: boolean, effects: UpdateEffects): Promise<void>;

  /** Returns whether the bot may delete other people's messages in a linked group, as far as it was told. */
  botMayDelete(chatId: number): Promise<boolean>;

  /**
   * Records what Telegram said of a linked group, and when it is checked next. Ends what was set up by somebody who is no longer an
   * owner. If the person who linked it is no longer an administrator, asks the owners whether to keep it. Does nothing if the group
   * is no longer linked to this merchant; a check that became due meanwhile stays due, and a right of the bot that changed meanwhile
   * stays as it is.
   *
   * @param chat the link as it was when Telegram was asked
   * @param nextAt when it is checked again (steady time)
   */
  checked(chat: LinkedChat, said: ChatFacts, nextAt: number, at: number): Promise<void>;
}
