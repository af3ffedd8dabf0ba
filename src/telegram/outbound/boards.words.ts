import type { PauseReason, PayerRefusal } from '../../domain/collection.ts';

/** The words of a collection's board, and of the message after which all have paid. */
export interface BoardWords {
  readonly buttons: {
    readonly remind: string;
    readonly addPayers: string;
    readonly resumeCollection: string;
  };
  /** The title of a collection without a note. */
  readonly collection: string;
  readonly each: (amount: string) => string;
  readonly boardPaid: (facts: { readonly paid: number; readonly payers: number }) => string;
  readonly boardSum: (facts: { readonly paid: string; readonly total: string }) => string;
  /** How many of those who have paid are so by a person's word alone. */
  readonly boardMarked: (count: number) => string;
  readonly paidTwice: (count: number) => string;
  /** How many prompts are still to be sent. `from`: a time of day if it takes a while; undefined for at once. */
  readonly boardWaiting: (count: number, from: string | undefined) => string;
  readonly boardPaused: Readonly<Record<PauseReason, string>>;
  readonly boardClosed: (by: string | undefined) => string;
  readonly latestPaid: string;
  readonly notPaidTitle: (count: number) => string;
  readonly paidTitle: (count: number) => string;
  /** What is known of one customer. */
  readonly payer: {
    readonly marked: (by: string | undefined) => string;
    readonly mismatch: string;
    readonly waiting: (from: string | undefined) => string;
    readonly sending: string;
    readonly asked: string;
    readonly unknown: string;
    readonly unpaid: string;
    readonly notSent: string;
    readonly left: string;
    readonly refused: Readonly<Record<PayerRefusal, string>>;
    readonly refunded: string;
    readonly twice: string;
  };
  readonly allPaid: (facts: { readonly count: number; readonly amount: string }) => string;
  readonly lastPaid: string;
}
