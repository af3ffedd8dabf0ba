import { ENTRY_KINDS, PAYMENT_KINDS, type EntryKind } from './books.ts';
import type { Takings } from './takings.ts';

/**
 * Sums of a span of the books. Payments and refunds of earlier spans that were taken back in this one are apart, with the count and sum that
 * they had.
 */
export interface BookTotals {
  readonly taken: Readonly<Record<EntryKind, Takings>>;
  readonly takenBack: Readonly<Record<EntryKind, Takings>>;
}

/** The sums of one person's charges. */
export interface CashierTotals extends BookTotals {
  /** Null for charges that nobody asked for in a chat. */
  readonly userId: number | null;
  /** Null if it is not known. */
  readonly name: string | null;
}

/** What a closing states. It is stored as it is, and never computed again. */
export interface ClosingFigures {
  /** The sums of all cashiers. */
  readonly total: BookTotals;
  /** Those who took something, or had something taken back. */
  readonly cashiers: readonly CashierTotals[];
  /** Charges that are open at the closing. Their payment falls into a later one. */
  readonly open: Takings;
  /** The first and last number of the charges that were asked for since the previous closing; null if none were. */
  readonly numbers: { readonly first: number; readonly last: number } | null;
}

/**
 * The end of a shop's business day, or of a cashier's shift. Days and shifts do not touch one another: each payment and each refund is in one day,
 * and in one shift of who asked for the charge.
 */
export interface ClosingFacts {
  readonly merchantId: number;
  /** Whose shift it ends; null for the shop's day. */
  readonly shiftOf: number | null;
  /** Days count from 1 in each shop, shifts for each cashier. */
  readonly number: number;
  /** Names the closing in a button. */
  readonly ref: string;
  /** When the previous closing was made, by the clock of that time; null for the first one. */
  readonly from: number | null;
  readonly at: number;
  readonly closedBy: number;
  readonly closedByName: string;
  readonly figures: ClosingFigures;
}

/** A closing as it is stored. Ids grow. */
export interface Closing extends ClosingFacts {
  readonly id: number;
}

/** What was taken less what was refunded and taken back. The count is that of payments. */
export function netOf({ taken, takenBack }: BookTotals): Takings {
  const net = { count: 0, amountKes: 0 };
  for (const kind of PAYMENT_KINDS) net.count += taken[kind].count - takenBack[kind].count;
  for (const kind of ENTRY_KINDS) net.amountKes += taken[kind].amountKes - takenBack[kind].amountKes;
  return net;
}
