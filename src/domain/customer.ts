import type { Msisdn } from './msisdn.ts';

/** A customer of one merchant, by their number. No other merchant sees the name. An erased number has no customer. */
export interface Customer {
  readonly id: number;
  /** Names the customer in a button. */
  readonly ref: string;
  readonly merchantId: number;
  readonly msisdn: Msisdn;
  readonly name: string | null;
  /** Who gave the name (a Telegram user id), and when; null without a name. */
  readonly namedBy: number | null;
  readonly namedAt: number | null;
}

/** What a customer has paid: confirmed by the gateway, and marked as paid by a person. */
export interface CustomerTakings {
  readonly confirmedCount: number;
  readonly confirmedKes: number;
  readonly byHandCount: number;
  readonly byHandKes: number;
  /** What went back to them of it. */
  readonly refundedKes: number;
  /** When they first and last paid (epoch ms). */
  readonly firstPaidAt: number;
  readonly lastPaidAt: number;
}
