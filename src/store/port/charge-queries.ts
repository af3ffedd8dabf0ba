import type { Charge } from '../../domain/charge.ts';
import type { Msisdn } from '../../domain/msisdn.ts';
import type { ChargeEvent } from '../../domain/audit.ts';

/** Which of a merchant's charges are looked at. */
export interface Scope {
  readonly merchantId: number;
  /** Undefined for those of all chats. */
  readonly chatId: number | undefined;
  /** Undefined for everybody's. */
  readonly userId: number | undefined;
}

/** Count and sum of payments. */
export interface Takings {
  readonly count: number;
  readonly amountKes: number;
}

/** Looking things up, for the people of a merchant. */
export interface ChargeQueries {
  byId(id: number): Promise<Charge | undefined>;

  /** The charge that people of this merchant know by this number. */
  byNumber(merchantId: number, number: number): Promise<Charge | undefined>;

  /** The charge that a button names: by its random name, or by its id, as versions before that did. */
  byRef(ref: string): Promise<Charge | undefined>;

  byReceipt(receipt: string): Promise<Charge | undefined>;

  /** The phone's latest charge, erased or not. */
  latestByPhone(msisdn: Msisdn, scope: Scope): Promise<Charge | undefined>;

  events(chargeId: number): Promise<ChargeEvent[]>;

  /** The latest charges that are waited for, and how many there are in all. Those with an open mismatch are apart. */
  waiting(scope: Scope, limit: number): Promise<{ total: number; charges: Charge[] }>;

  /** The latest charges with a reported payment that does not fit, and how many there are in all. */
  mismatched(scope: Scope, limit: number): Promise<{ total: number; charges: Charge[] }>;

  /** What was paid in [from, to): confirmed by the gateway, and apart from that what a person said was paid. */
  paidBetween(
    from: number,
    to: number,
    scope: Scope,
    limit: number,
  ): Promise<{ confirmed: Takings; byHand: Takings; latest: Charge[] }>;

  /** How many charges somebody has made for a merchant, counted up to `most`. */
  chargedBy(
    merchantId: number,
    userId: number,
    most?: number,
  ): Promise<{ readonly count: number; readonly isMore: boolean }>;

  /** The latest customers, one charge of each, the newest first. */
  recentCustomers(scope: Scope, limit: number): Promise<Charge[]>;
}
