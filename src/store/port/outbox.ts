import type { Charge } from '../../domain/charge.ts';
import type { Board, Collection } from '../../domain/collection.ts';
import type { OutboxKind, QueuedMessage, OutgoingMessage } from '../../domain/messages.ts';
import type { QuietHours } from '../../domain/merchant-settings.ts';

/** Returns when something may be sent to a destination, in steady time: the present or earlier for at once. */
export type FreeAt = (to: Destination) => number;

/** A message that is due: a row of the outbox, with its charge if it is about one. */
export interface DueMessage {
  readonly row: QueuedMessage;
  readonly charge: Charge | undefined;
  /** The collection of the charge, or whose board the message is, as it is now. */
  readonly board: Board | undefined;
  /** When the merchant's announcements make no sound; null for never. */
  readonly quietHours: QuietHours | null;
  /** False for the private chat of a cashier who may not mark charges as paid. */
  readonly mayMarkPaid: boolean;
}

/** Where something is sent, whose turn it takes (the merchant's id, or 0 for none), and its kind. Updating a card is an `edit`. */
export interface Destination {
  readonly chatId: number;
  readonly tenant: number;
  readonly kind: OutboxKind;
  /** The collection whose board is shown, if it is one. */
  readonly collectionId?: number | null;
}

/**
 * What is to be sent: messages, in order per chat and priority, and cards that are outdated. Every method is one transaction. What
 * is due is not claimed: one notifier sends it, and excludes the chats that it is sending to.
 */
export interface Outbox {
  /** Adds messages, in order, that no update asked for. */
  add(messages: readonly OutgoingMessage[], at: number): Promise<void>;

  /**
   * Returns at most `limit` messages to send, one for each chat. Higher priorities come first. Within a priority merchants take
   * turns, and so do the chats of a merchant; turns continue from call to call. Only the oldest waiting message of a chat and
   * priority is considered, and only if it is due.
   *
   * @param now the present, in steady time
   * @param exceptChats chats that are being sent to
   * @param freeAt asked last of all conditions, so that it may count what it allows
   */
  due(now: number, limit: number, exceptChats: readonly number[], freeAt?: FreeAt): Promise<DueMessage[]>;

  /**
   * Records that Telegram has a message. A draft's question and a charge's card learn the message's id in the same transaction.
   *
   * A notice that says all that the card says makes the card due, which then goes; a card that Telegram does not have yet is not sent any
   * more.
   *
   * @param messageId undefined if no new message was made
   * @param card of a card: the charge's revision when it was rendered (if it is higher now, the card is due again), and when it
   *   changes next by time alone (steady time)
   */
  delivered(
    row: QueuedMessage,
    messageId: number | undefined,
    at: number,
    card?: { readonly revision: number; readonly changesAt: number | undefined },
  ): Promise<void>;

  /**
   * Records that Telegram shows a collection's board. If nothing has changed since it was read, all that waits to be told on it is told;
   * else only the given message is, if it is a notice, and the board stays due.
   *
   * @param board as it was shown
   * @param messageId the board's new message; undefined if the former one was edited
   */
  boardShown(row: QueuedMessage, board: Collection, messageId: number | undefined, at: number): Promise<void>;

  /**
   * Records a failed attempt: the message is due again at `at` (steady time), and never earlier than before. Messages of the same
   * chat and priority behind it wait for it. Does nothing if it was settled meanwhile.
   */
  later(row: QueuedMessage, at: number): Promise<void>;

  /**
   * Settles a message that can never arrive, with the reason. An announcement that alone tells of a charge which no chat asked for
   * goes to the next owner in private instead. After the last owner it is parked. A summary that can never arrive ends the summaries
   * of its place.
   */
  undeliverable(row: QueuedMessage, failure: string, at: number): Promise<void>;

  /**
   * Moves a notice whose chat is gone to the next person who may hear it, due at once: the person who charged, then each owner.
   *
   * @returns false if nobody is left; the notice is parked until one of the merchant's people is heard of
   */
  elsewhere(row: QueuedMessage, failure: string, at: number): Promise<boolean>;

  /** Returns when the next message is due (steady time), of those due after `after` if it is given; undefined if there is none. */
  nextDueAt(after?: number): Promise<number | undefined>;

  /**
   * Returns at most `limit` charges whose card is outdated and due, one for each chat. Turns and parameters are those of `due`.
   */
  dueCards(now: number, limit: number, exceptChats: readonly number[], freeAt?: FreeAt): Promise<Charge[]>;

  /**
   * Records that the card shows this revision of the charge: a compare-and-set. If the revision has grown, the card is due
   * again.
   *
   * @param changesAt when the card changes next by time alone (steady time): it is due again then; undefined if it does not
   */
  cardShown(charge: Charge, changesAt?: number): Promise<void>;

  /** Records a failed attempt to update a card: it is due again at `at` (steady time). Does nothing if it is up to date. */
  cardLater(charge: Charge, at: number): Promise<void>;

  /** Records that the card can no longer be changed: it was deleted, or its chat is gone. It is no longer updated. */
  cardGone(charge: Charge): Promise<void>;

  /**
   * Returns whether the last calls of `due` and `dueCards` looked at everything that waits. If not, the caller asks again at
   * once.
   */
  sawAll(): Promise<boolean>;

  /** Returns when the next card is due (steady time), of those due after `after` if it is given; undefined if there is none. */
  nextCardAt(after?: number): Promise<number | undefined>;

  /**
   * Moves everything about a group to the supergroup that it became, in one transaction: waiting messages and updates, charges, its
   * link, announcements, summaries, questions and link requests. Its message ids are dropped, and so are its drafts and cards: the supergroup
   * has other ids.
   */
  chatMoved(from: number, to: number, at: number): Promise<void>;
}
