import type { AmountKes } from '../../domain/amount.ts';
import type { ChargeEvent } from '../../domain/audit.ts';
import type { Charge } from '../../domain/charge.ts';
import type { ChargeFilter } from '../../domain/charge-search.ts';
import type { ErasedPhone, Msisdn } from '../../domain/msisdn.ts';

/** Which of a merchant's charges a query considers. */
export interface Scope {
  readonly merchantId: number;
  /** Only charges that were asked for in this chat; undefined for all. */
  readonly chatId: number | undefined;
  /** Only charges that this person asked for; undefined for all. */
  readonly userId: number | undefined;
}

/** The direction of a list. */
export type Toward = 'older' | 'newer';

/** A page of a list of charges. */
export interface ChargePage {
  readonly toward: Toward;
  /** The charge beside which the page begins; undefined for the latest. */
  readonly from: Charge | undefined;
  readonly limit: number;
}

/** Where a search goes on. */
export interface ChargeSlice {
  readonly toward: Toward;
  /** The number of a charge, which is left out; undefined to begin with the latest. */
  readonly from: number | undefined;
  readonly limit: number;
}

/** Looks charges up. Every method reads what is committed and changes nothing. */
export interface ChargeQueries {
  /** Returns the charge, or undefined if there is none. */
  byId(id: number): Promise<Charge | undefined>;

  /** Returns the charge with this number among the merchant's, or undefined. */
  byNumber(merchantId: number, number: number): Promise<Charge | undefined>;

  /** Returns the charge that a button names, or undefined. `ref` is its random name; in buttons of former versions, its id. */
  byRef(ref: string): Promise<Charge | undefined>;

  /** Returns the charge that was paid with this receipt, of any merchant, or undefined. */
  byReceipt(receipt: string): Promise<Charge | undefined>;

  /**
   * Returns the charge that a message of the bot is about: its card, a notice, an announcement, its page or its receipt. Undefined if the
   * message is about none, or is no longer known. Message ids belong to one bot, so nothing of a former bot is found.
   */
  byMessage(chatId: number, messageId: number): Promise<Charge | undefined>;

  /**
   * Returns charges to a phone in the scope: at most `limit`, beginning beside the charge `from` and going on `toward` older or newer
   * ones, or beginning with the latest if there is no `from`. A whole number also finds the charges from which it was erased, by its hash.
   */
  ofPhone(phone: Msisdn | ErasedPhone, scope: Scope, page: ChargePage): Promise<Charge[]>;

  /**
   * Searches one slice of the merchant's charges for those in the scope that fit any filter. The slice is bounded, so that a search of
   * many charges is many calls, between which others go on. `charges` has at most `limit`, in the order of the search. `next` is where
   * to go on: `from` of the next call; undefined if no charge is left.
   */
  search(
    scope: Scope,
    filters: readonly ChargeFilter[],
    slice: ChargeSlice,
  ): Promise<{ readonly charges: Charge[]; readonly next: number | undefined }>;

  /** Returns a charge's rows in the audit log, the oldest first. */
  events(chargeId: number): Promise<ChargeEvent[]>;

  /**
   * Returns the open charges in the scope that have no mismatch and that the shop has not closed: at most `limit`, the newest first, and how many there are in all.
   */
  waiting(scope: Scope, limit: number): Promise<{ total: number; charges: Charge[] }>;

  /** Returns the charges in the scope with an open mismatch: at most `limit`, the newest first, and how many there are in all. */
  mismatched(scope: Scope, limit: number): Promise<{ total: number; charges: Charge[] }>;

  /** Counts the charges that a person has asked for at a merchant, up to `most`. `isMore`: there are more than that. */
  chargedBy(
    merchantId: number,
    userId: number,
    most?: number,
  ): Promise<{ readonly count: number; readonly isMore: boolean }>;

  /**
   * Returns the latest charge of each of the latest customers, at most `limit`, the newest first. Erased numbers are left out.
   * Only a bounded number of the newest charges is considered.
   */
  recentCustomers(scope: Scope, limit: number): Promise<Charge[]>;

  /**
   * Returns the amounts that occur most often among a merchant's last paid charges, confirmed or marked: at most `limit`, the most
   * frequent first, and of equally frequent ones the one that was paid last. Only a bounded number of charges is considered.
   */
  usualAmounts(merchantId: number, limit: number): Promise<AmountKes[]>;
}
