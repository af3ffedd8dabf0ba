import type { Board, Collection } from '../../domain/collection.ts';
import type { DraftPayer } from '../../domain/draft.ts';
import type { AdmissionRule } from './admission-rule.ts';
import type { UpdateEffects } from './update-effects.ts';

/** A request for a collection. `boardMessageId`: the bot's message that becomes the board; null to send a new one. */
export interface CollectionRequest extends Pick<
  Collection,
  | 'merchantId'
  | 'amountKes'
  | 'note'
  | 'chatId'
  | 'chatKind'
  | 'threadId'
  | 'commandMessageId'
  | 'commandWord'
  | 'language'
  | 'shop'
  | 'boardMessageId'
> {
  readonly idempotencyKey: string;
  readonly payers: readonly DraftPayer[];
}

/** A person acts on a collection: who, and when by the machine's clock and in steady time. */
export interface CollectionPress {
  readonly userId: number;
  readonly at: number;
  readonly steadyAt: number;
}

/** What became of a request for a collection. Only `created` creates one. */
export type CollectionOutcome =
  | { readonly kind: 'created'; readonly collection: Collection }
  /** The key is known: the collection was created before. */
  | { readonly kind: 'already'; readonly collection: Collection }
  | { readonly kind: 'not-a-member' };

/** What became of what a person wants to change. Only `done` changes anything; `count` is how many payers it is about. */
export type CollectionChange =
  | { readonly kind: 'done'; readonly count: number }
  /** It is closed already, or there is nobody whom it is about. */
  | { readonly kind: 'nothing' }
  /** The person does not work for the merchant, or is a cashier and did not begin the collection. */
  | { readonly kind: 'forbidden' }
  /** There would be too many payers: `room` is for how many there is room. */
  | { readonly kind: 'full'; readonly room: number };

/** What became of asking the next payer. */
export type ChargedNext =
  /** A charge was created: the pusher has work. */
  | 'created'
  /** Nobody is due, or somebody had paid or could not be asked; what is due next is committed. */
  | 'nobody'
  /** The collection was paused. */
  | 'paused';

/**
 * Collections: many payers who are asked together, and the board that shows who has paid. Every method is one transaction. The board is
 * desired state: what it says is derived from the charges when it is sent, and each change of a charge makes it due (see `Outbox`).
 */
export interface Collections {
  /**
   * Creates a collection with its payers, once per idempotency key, and queues its board. Payers get the names that were written beside
   * their numbers, unless they have one. The update's effects are committed with it. A number counts once.
   */
  create(
    request: CollectionRequest,
    press: CollectionPress,
    effects: UpdateEffects,
  ): Promise<CollectionOutcome>;

  /** Adds payers. Those who are in the collection, or were erased from it, are left out; `count` is how many are new. */
  add(
    collectionId: number,
    payers: readonly DraftPayer[],
    press: CollectionPress,
    effects: (change: CollectionChange) => UpdateEffects,
  ): Promise<CollectionChange>;

  /** Asks those once more who have not paid and whose prompt is over (see `mayRemind`). */
  remind(
    collectionId: number,
    press: CollectionPress,
    effects: (change: CollectionChange) => UpdateEffects,
  ): Promise<CollectionChange>;

  /** Resumes a paused collection. `count` is how many wait. */
  resume(
    collectionId: number,
    press: CollectionPress,
    effects: (change: CollectionChange) => UpdateEffects,
  ): Promise<CollectionChange>;

  /**
   * Closes a collection: nobody is asked any more, and its open charges are closed as `collection-closed`, so that only money is told
   * of them. `count` is how many have not paid.
   */
  close(
    collectionId: number,
    press: CollectionPress,
    effects: (change: CollectionChange) => UpdateEffects,
  ): Promise<CollectionChange>;

  /** Turns the board to a page. Does nothing if it shows that page. */
  turnPage(collectionId: number, page: number, effects: UpdateEffects): Promise<void>;

  /** Sends the board as a new message. The former message is deleted. */
  showAgain(collectionId: number, effects: UpdateEffects): Promise<void>;

  /** Returns the collection that a button names by its random `ref`; undefined if there is none. */
  byRef(ref: string): Promise<Collection | undefined>;

  /** Returns a collection with its payers; undefined if there is none. */
  board(collectionId: number): Promise<Board | undefined>;

  /** Returns a merchant's open collections of a chat, the newest first. */
  openIn(merchantId: number, chatId: number, limit: number): Promise<Collection[]>;

  /** Returns the collections of which a payer is to be asked at `now` (steady time), the longest due first. */
  due(now: number, limit: number): Promise<readonly { readonly id: number; readonly merchantId: number }[]>;

  /**
   * Creates the next charge of a collection, if one is due, in one transaction with what the payer's row and the board need. A payer who
   * has paid meanwhile, or whose earlier charge was closed or has a payment to decide on, is not asked again. Where a prompt is open on the phone, or a limit is reached, the payer waits until that is over. A
   * collection that is much later than it should be, or whose database was restored from a copy, is paused instead.
   */
  chargeNext(collectionId: number, rule: AdmissionRule): Promise<ChargedNext>;

  /** Returns when the next payer is to be asked (steady time); undefined if none waits. */
  nextDueAt(): Promise<number | undefined>;
}
