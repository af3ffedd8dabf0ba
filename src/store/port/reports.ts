import type { Charge } from '../../domain/charge.ts';
import type { Scope } from './charge-queries.ts';
import type { PaidSums, Takings } from '../../domain/takings.ts';

/** From `from` (inclusive) to `to` (exclusive), in epoch milliseconds. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

/** What was paid and refunded of the charges that one person asked for. */
export interface CashierSums extends PaidSums {
  /** Null for charges that nobody asked for in a chat. */
  readonly userId: number | null;
  /** Their present name; for somebody who has left, the name at their latest charge. Null if there is none. */
  readonly name: string | null;
}

export interface ReportSums extends PaidSums {
  /** The cashiers of whom the most is left after refunds, the greatest sum first. */
  readonly cashiers: readonly CashierSums[];
  /** All others together. */
  readonly otherCashiers: PaidSums & { readonly people: number };
  /** What was paid and refunded in each part of the span, in the order of time. */
  readonly parts: readonly PaidSums[];
}

/**
 * What was paid and refunded in a span of time. A payment belongs to the moment at which it was confirmed or marked (`paidAt`), a refund to
 * the moment at which it was recorded. Refunds count unless they were taken back, and while their charge counts as paid. Long spans are read in
 * slices, each one transaction, so that nobody waits for them.
 */
export interface Reports {
  /**
   * Sums up what was paid and refunded from the first of `bounds` (inclusive) to the last (exclusive), and in each part between two of them.
   * `bounds` ascend, and are at least two. All sums are of one state: if a payment was confirmed, marked or refunded between two slices, the sums are
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
