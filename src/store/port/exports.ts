import type { Charge } from '../../domain/charge.ts';
import type { EntryKind } from '../../domain/books.ts';
import type { ClosingPeriod } from './closings.ts';
import type { TimeSpan } from './reports.ts';

/** Where the next page of charges begins: after the charge with this time and id. */
export interface ExportPlace {
  readonly at: number;
  readonly id: number;
}

/** An entry of the books, with its charge as it is now. */
export interface ExportEntry {
  readonly id: number;
  readonly at: number;
  readonly kind: EntryKind;
  /** Negative if it takes an earlier entry back. */
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
  ): Promise<{ readonly charges: readonly Charge[]; readonly next: ExportPlace | undefined }>;

  /**
   * Returns the entries of the books that a closing counts, in their order, at most `limit`. None if there is no such closing.
   *
   * @param after the id of the last entry of the page before; 0 for the first page
   */
  entriesOf(period: ClosingPeriod, number: number, after: number, limit: number): Promise<ExportEntry[]>;
}
