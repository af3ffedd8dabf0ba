import type { Charge } from '../../domain/charge.ts';
import type { EntryKind } from '../../domain/books.ts';
import type { ClosingPeriod } from './closings.ts';
import type { TimeSpan } from './reports.ts';

/** Where the next page of charges begins: after the charge with this time and id. */
export interface ExportPlace {
  readonly at: number;
  readonly id: number;
}

export interface ExportPage {
  readonly charges: readonly Charge[];
  /** What is refunded of each charge that counts as paid, by its id. Charges without a refund that stands are left out. */
  readonly refundedKes: ReadonlyMap<number, number>;
  readonly next: ExportPlace | undefined;
}

/** The refunds that stand of charges that were paid in a span, in shillings. */
export interface RefundedSums {
  /** By the part of the span in which the charge was paid. */
  readonly parts: readonly number[];
  /** By who asked for the charge; null for charges that nobody asked for in a chat. */
  readonly byCashier: ReadonlyMap<number | null, number>;
}

/** An entry of the books, with its charge as it is now. */
export interface ExportEntry {
  readonly id: number;
  readonly at: number;
  readonly kind: EntryKind;
  /** Below zero for a refund, and for a payment that is taken back. */
  readonly amountKes: number;
  readonly charge: Charge;
}

/** Pages of what is exported. A page is one transaction and begins where the one before it ended: nothing is skipped over. */
export interface Exports {
  /**
   * Returns a merchant's charges of a span in the order of time, at most `limit`. A charge belongs to the moment at which it was paid; one
   * that is not paid, to the moment at which it was asked for.
   *
   * @param after the place of the last charge of the page before; undefined for the first page
   */
  charges(
    merchantId: number,
    span: TimeSpan,
    after: ExportPlace | undefined,
    limit: number,
  ): Promise<ExportPage>;

  /**
   * Sums up the refunds that stand of the charges that were paid from the first of `bounds` (inclusive) to the last (exclusive), and in each
   * part between two of them. A refund belongs to the moment at which its charge was paid, as in the pages of charges. Reads the merchant's
   * refunds in slices, each one transaction.
   */
  refunded(merchantId: number, bounds: readonly number[]): Promise<RefundedSums>;

  /**
   * Returns the entries of the books that a closing counts, in their order, at most `limit`. None if there is no such closing.
   *
   * @param after the id of the last entry of the page before; 0 for the first page
   */
  entriesOf(period: ClosingPeriod, number: number, after: number, limit: number): Promise<ExportEntry[]>;
}
