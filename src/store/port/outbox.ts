import type { OutgoingMessage } from './update-effects.ts';
import type { OutboxKind, QueuedMessage } from '../../domain/messages.ts';
import type { Charge } from '../../domain/charge.ts';

/** When something may be sent there, in steady time; not above the present for at once. */
export type FreeAt = (to: Destination) => number;

/** Something to be said that is due: a row of the outbox, with its charge if it is about one. */
export interface DueMessage {
  readonly row: QueuedMessage;
  readonly charge: Charge | undefined;
}

/** Where something would be sent, whose turn it would take (0 for nobody's), and what it is: a card's change is an edit. */
export interface Destination {
  readonly chatId: number;
  readonly tenant: number;
  readonly kind: OutboxKind;
}

/** What is to be said: new messages in the order in which they were decided per chat, and cards to bring up to date. */
export interface Outbox {
  /** To be said, though no update asked for it. */
  say(says: readonly OutgoingMessage[], at: number): Promise<void>;

  /**
   * What is to be said first, one message of each chat, where it is due: by priority, and within one each merchant in turn, and
   * each of a merchant's chats. `exceptChats`: those being spoken to at the moment.
   */
  due(now: number, limit: number, exceptChats: readonly number[], freeAt?: FreeAt): Promise<DueMessage[]>;

  /** Telegram has it. `revision`: of the charge when a card was rendered, so that a later change is still shown. */
  delivered(row: QueuedMessage, messageId: number | undefined, at: number, revision?: number): Promise<void>;

  /** To be tried again at `at` (steady time); what is as urgent and waits behind it in the chat waits as long. */
  later(row: QueuedMessage, at: number): Promise<void>;

  /**
   * It can never arrive: kept, with the reason. An announcement that alone tells of a charge which no chat asked for goes to the
   * next owner in private instead, and after the last of them it is parked.
   */
  undeliverable(row: QueuedMessage, failure: string, at: number): Promise<void>;

  /**
   * The chat of a notice is gone: it goes to the person who charged, in private, and if that is where it was to go, to an
   * owner. False if there is nobody left to tell: then it is parked, until one of them is heard of again (see parked.ts).
   */
  elsewhere(row: QueuedMessage, failure: string, at: number): Promise<boolean>;

  /** When the next message is due, of those that are due after `after` if one is given; undefined when none waits. */
  nextDueAt(after?: number): Promise<number | undefined>;

  /** Charges whose card may show something outdated, one of each chat, in turns as messages are. */
  dueCards(now: number, limit: number, exceptChats: readonly number[], freeAt?: FreeAt): Promise<Charge[]>;

  /** The card shows this revision of the charge. If the charge has moved on meanwhile, it shows something outdated. */
  cardShown(charge: Charge): Promise<void>;

  cardLater(charge: Charge, at: number): Promise<void>;

  /** The card cannot be changed any more (deleted, or the chat is gone): it is no longer kept up to date. */
  cardGone(charge: Charge): Promise<void>;

  /** Whether everything that waits was looked at when this was asked last: what is due, and what cards. */
  sawAll(): Promise<boolean>;

  nextCardAt(after?: number): Promise<number | undefined>;

  /** A group that became a supergroup has a new id, and its messages new ids: everything about it moves there. */
  chatMoved(from: number, to: number, at: number): Promise<void>;
}
