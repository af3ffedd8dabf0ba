import type { Charge } from '../../domain/charge.ts';

/** What is read of a charge to ask the gateway about it. */
export type DueCharge = Pick<
  Charge,
  | 'id'
  | 'merchantId'
  | 'state'
  | 'msisdn'
  | 'amountKes'
  | 'pushedAt'
  | 'pushedSteadyAt'
  | 'accountId'
  | 'accountRefusedAt'
  | 'transactionId'
  | 'confirmBy'
  | 'watchUntil'
  | 'watchDueAt'
>;

/** A charge that was claimed, and when its claim ends (steady time). */
export interface Claim {
  readonly chargeId: number;
  readonly until: number;
}

/** When watched charges are asked about next. Times are steady. A power cut within a second may undo a claim or a time: charges are then asked about again. */
export interface WatchStore {
  /**
   * Claims at most `limit` of a merchant's charges that are due, the longest overdue first. Each claim is a compare-and-set: a
   * charge goes to one caller, and is not due again before `leaseMs` have passed, even if that caller dies.
   */
  claimWatched(merchantId: number, now: number, leaseMs: number, limit: number): Promise<DueCharge[]>;

  /**
   * Returns those of some claimed charges whose claim still holds: nothing has set another time since. Each is given with the time at which its claim
   * ends, which is `watchDueAt` of a charge that `claimWatched` returned.
   */
  stillClaimed(claims: readonly Claim[]): Promise<DueCharge[]>;

  /**
   * Makes due now the merchant's charges that are due within `leaseMs`, which includes every claim of a program that died, and
   * those that are due later than `furthestMs` from now, which a wrong clock set. For a program that starts and owns the
   * database.
   */
  endClaims(merchantId: number, now: number, leaseMs: number, furthestMs: number): Promise<void>;

  /**
   * Sets when a charge is asked about next: a compare-and-set on a watched state, or on a marked state whose watch still runs.
   * Undefined ends the watch of a marked charge, and changes no other.
   */
  watchAgainAt(chargeId: number, at: number | undefined): Promise<void>;

  /** Returns when the merchant's next watched charge is due, or undefined if none is watched. */
  nextWatchAt(merchantId: number): Promise<number | undefined>;
}
