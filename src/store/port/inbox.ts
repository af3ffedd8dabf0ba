import type { Language } from '../../domain/language.ts';
import type { QueuedUpdate } from '../../domain/updates.ts';
import type { UpdateEffects } from './update-effects.ts';
import type { OutgoingMessage } from '../../domain/messages.ts';

/** An update as Telegram gave it. */
export interface ReceivedUpdate {
  readonly updateId: number;
  /** The chat it belongs to, or 0 for none. Updates of one chat are handled one after the other. */
  readonly chatId: number;
  /** Who sent it, where that is known. */
  readonly userId?: number | undefined;
  /** The hash of the one-time code in it, if there is one. */
  readonly codeHash?: string | undefined;
  /** Whether it is the press of a button. */
  readonly isPress?: boolean;
  /** Whether it is addressed to the bot. In a group, people also talk to each other. */
  readonly isAddressed?: boolean;
  /** Whether it says that the bot may no longer send to the chat. */
  readonly isFarewell?: boolean;
  readonly payload: unknown;
}

/**
 * Makes the message to the chat of an update that was dropped because of the sender limits, in the sender's chosen language if
 * any. It is called within the transaction, and again if that is tried again, so it must change nothing.
 */
export type SayTooMuch = (update: ReceivedUpdate, language: Language | undefined) => OutgoingMessage;

/** Updates that were received. Each is handled once. Every method is one transaction. */
export interface Inbox {
  /**
   * Commits a batch of updates, in order; the caller confirms them to Telegram afterwards. An update id that is known is skipped.
   * Of strangers, only a few updates wait at a time and presses are not stored, so that a flood of them delays nobody and fills no
   * disk. Parked notices that somebody in the batch may hear become due.
   *
   * @param at the present, in epoch milliseconds
   * @param bounds applies the sender limits: what exceeds them is dropped, and the chat is told so by `sayTooMuch`
   * @returns the strangers' presses, which the caller may answer
   */
  receive(
    updates: readonly ReceivedUpdate[],
    at: number,
    bounds?: { readonly steadyAt: number; readonly sayTooMuch: SayTooMuch },
  ): Promise<readonly ReceivedUpdate[]>;

  /**
   * Returns at most `limit` updates to handle. Only the oldest waiting update of a chat is considered, and only if it is due.
   * Merchants take turns, and so do the chats of a merchant; turns continue from call to call. Nothing is claimed: the caller
   * excludes what it is handling.
   *
   * @param now the present, in steady time
   * @param exceptChats chats whose update is being handled
   * @param isFree whether another update of this merchant may be handled; 0 stands for no merchant
   */
  due(
    now: number,
    limit: number,
    exceptChats: readonly number[],
    isFree?: (tenant: number) => boolean,
  ): Promise<QueuedUpdate[]>;

  /**
   * Settles an update and commits what handling it left behind. Does nothing if the update was settled before. A power cut within a second may
   * undo it: the update is then handled again.
   */
  finish(effects: UpdateEffects): Promise<void>;

  /** Records that handling an update failed: it is due again at `at` (steady time), and later updates of its chat wait for it. */
  retryAt(row: QueuedUpdate, failure: string, at: number): Promise<void>;

  /** Returns when the next update is due (steady time), or undefined if none waits. It may be in the past. */
  nextDueAt(): Promise<number | undefined>;

  /** Returns how many updates wait. The caller takes no more from Telegram while there are many. */
  waiting(): Promise<number>;

  /**
   * Deletes settled updates, settled messages, expired drafts and strangers from before `before` (epoch ms). Notices stay: they
   * are part of a charge's history.
   */
  prune(before: number): Promise<void>;
}
