import type { ChargeEvent } from '../../domain/audit.ts';
import type { Charge } from '../../domain/charge.ts';
import type { Msisdn } from '../../domain/msisdn.ts';
import type { Takings } from '../../domain/takings.ts';

/** Which of a merchant's charges a query considers. */
export interface Scope {
  readonly merchantId: number;
  /** Only charges that were asked for in this chat; undefined for all. */
  readonly chatId: number | undefined;
  /** Only charges that this person asked for; undefined for all. */
  readonly userId: number | undefined;
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

  /** Returns the latest charge to a phone in the scope, or undefined. A phone number that was erased is found by its hash. */
  latestByPhone(msisdn: Msisdn, scope: Scope): Promise<Charge | undefined>;

  /** Returns a charge's rows in the audit log, the oldest first. */
  events(chargeId: number): Promise<ChargeEvent[]>;

  /**
   * Returns the open charges in the scope that have no mismatch and that the shop has not closed: at most `limit`, the newest first, and how many there are in all.
   */
  waiting(scope: Scope, limit: number): Promise<{ total: number; charges: Charge[] }>;

  /** Returns the charges in the scope with an open mismatch: at most `limit`, the newest first, and how many there are in all. */
  mismatched(scope: Scope, limit: number): Promise<{ total: number; charges: Charge[] }>;

  /**
   * Sums up what was paid from `from` (inclusive) to `to` (exclusive), in epoch milliseconds: `confirmed` by the gateway, and
   * `byHand`, marked as paid by a person. `latest` has at most `limit` charges of both, the last paid first.
   */
  paidBetween(
    from: number,
    to: number,
    scope: Scope,
    limit: number,
  ): Promise<{ confirmed: Takings; byHand: Takings; latest: Charge[] }>;

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
}
