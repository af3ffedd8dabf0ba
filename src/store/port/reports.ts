import type { Charge } from '../../domain/charge.ts';
import type { Scope } from './charge-queries.ts';
import type { Takings } from '../../domain/takings.ts';

/** From `from` (inclusive) to `to` (exclusive), in epoch milliseconds. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

/** What was paid, by what proves it. A sum of all kinds is made by the reader, so that another kind can stand beside these. */
export interface PaidSums {
  /** Confirmed by the gateway. */
  readonly confirmed: Takings;
  /** Marked as paid by a person. */
  readonly byHand: Takings;
}

/** What was paid of the charges that one person asked for. */
export interface CashierSums extends PaidSums {
  /** Null for charges that nobody asked for in a chat. */
  readonly userId: number | null;
  /** Their present name; for somebody who has left, the name at their latest charge. Null if there is none. */
  readonly name: string | null;
}

export interface ReportSums extends PaidSums {
  /** The cashiers with the greatest sums, the greatest first. */
  readonly cashiers: readonly CashierSums[];
  /** All others together. */
  readonly otherCashiers: PaidSums & { readonly people: number };
  /** What was paid in each part of the span, in the order of time. */
  readonly parts: readonly PaidSums[];
}

/**
 * What was paid in a span of time. A payment belongs to the moment at which it was confirmed or marked (`paidAt`). Long spans are read in
 * slices, each one transaction, so that nobody waits for them.
 */
export interface Reports {
  /**
   * Sums up what was paid from the first of `bounds` (inclusive) to the last (exclusive), and in each part between two of them.
   * `bounds` ascend, and are at least two. All sums are of one state: if a payment was confirmed or marked between two slices, the sums are
   * made again.
   *
   * @param mostCashiers the most people in `cashiers`
   */
  sums(scope: Scope, bounds: readonly number[], mostCashiers: number): Promise<ReportSums>;

  /**
   * Sums up the charges that were asked for in the span and are still open. `waiting` have no mismatch, and the shop has not closed them; `toCheck` have an undecided
   * one, which may be a charge whose watch has ended.
   */
  open(scope: Scope, span: TimeSpan): Promise<{ readonly waiting: Takings; readonly toCheck: Takings }>;

  /**
   * Returns the charges that were paid in the span, the last paid first: at most `limit` after the first `skip`. `isMore`: others follow.
   */
  latest(
    scope: Scope,
    span: TimeSpan,
    skip: number,
    limit: number,
  ): Promise<{ readonly charges: readonly Charge[]; readonly isMore: boolean }>;
}
