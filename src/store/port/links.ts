import type { LinkRequest, LinkedChat } from '../../domain/merchant-chats.ts';
import type { OutgoingMessage, UpdateEffects } from './update-effects.ts';

/** `asked`: it is linked as soon as Telegram has said that the person is an administrator there. */
export type RequestOutcome = 'asked' | 'already' | 'anothers' | 'not-yours';

export type LinkOutcome = 'linked' | Exclude<RequestOutcome, 'asked'>;

/**
 * How groups are linked: an owner asks for it, and it is done once Telegram has said that they are an administrator of the
 * group. Whether they still are is asked again from time to time.
 */
export interface LinkStore {
  /** Keeps that an owner wants to link a group to a merchant. Asked again, it takes the place of what the same person asked before. */
  requestLink(
    request: Omit<LinkRequest, 'id' | 'attempts' | 'dueAt'>,
    react: (outcome: RequestOutcome) => UpdateEffects,
  ): Promise<RequestOutcome>;

  /** What owners asked for and is due, the oldest first. */
  dueLinkRequests(now: number, limit: number, except: readonly number[]): Promise<LinkRequest[]>;

  /** Telegram could not be asked: it is tried again at `at` (steady time). */
  linkRequestLater(linkRequest: LinkRequest, at: number): Promise<void>;

  /** It is known that nothing comes of a request. Does nothing when it was settled, or asked anew, before. */
  refuseLink(request: LinkRequest, says: readonly OutgoingMessage[], at: number): Promise<void>;

  /**
   * Links a group: whoever asked is an administrator there. What stands against it now counts, not what stood when they asked.
   *
   * @param checkAt when to ask again whether they are (steady time)
   */
  link(
    request: LinkRequest,
    checkAt: number,
    at: number,
    says: (outcome: LinkOutcome) => readonly OutgoingMessage[],
  ): Promise<LinkOutcome | undefined>;

  /**
   * Linked groups of which it is time to ask whether whoever linked them is an administrator. What is due later than
   * `farthest` was set by a clock that was wrong, and is due now.
   */
  dueChecks(
    what: { readonly now: number; readonly farthest: number },
    limit: number,
    except: readonly number[],
  ): Promise<LinkedChat[]>;

  /** When a request or a check is due next. */
  nextLinkWorkAt(): Promise<number | undefined>;

  /** Somebody left a group, or is something else in it: if they linked it, it is asked about at `now` (steady time). */
  memberChanged(chatId: number, userId: number, now: number, effects: UpdateEffects): Promise<boolean>;

  /**
   * Keeps what Telegram said of a linked group. If whoever linked it has ceased to be an administrator, the owners are asked
   * whether to keep it. What was set up by somebody who is no owner any more ends.
   *
   * @param chat as it was when Telegram was asked
   * @param said undefined where Telegram did not say
   * @param nextAt when it is asked again (steady time)
   */
  checked(
    chat: LinkedChat,
    said: { readonly isAdmin: boolean | undefined; readonly title: string | undefined },
    nextAt: number,
    at: number,
  ): Promise<void>;
}
