import type { Charge } from '../../domain/charge.ts';

/** When charges are looked at next: claimed for a while by whoever does it, so that no two do. */
export interface WatchStore {
  /**
   * Claims a merchant's charges that are due to be looked at, the longest overdue first, for `leaseMs`: they are not due again
   * before that, even if whoever claimed them dies.
   */
  claimWatched(merchantId: number, now: number, leaseMs: number, limit: number): Promise<Charge[]>;

  /**
   * Makes due now what of a merchant's is due within `leaseMs`: that is every claim of a program that died over it, and nothing that could
   * not be looked at a little early. And what is due later than `furthestMs` from now, as nothing may be. For a program that
   * starts, and knows that no other has the database.
   */
  endClaims(merchantId: number, now: number, leaseMs: number, furthestMs: number): Promise<void>;

  /** Sets when a charge is looked at next, while it is watched. Undefined: no more, for one that was marked meanwhile. */
  watchAgainAt(chargeId: number, at: number | undefined): Promise<void>;

  /** When the merchant's next watched charge is due, or undefined when none is. */
  nextWatchAt(merchantId: number): Promise<number | undefined>;
}
