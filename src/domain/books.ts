import type { ChargeState } from './charge-states.ts';

/**
 * What an entry in the books counts: a payment that the gateway confirmed, or one that a person marked as paid. Sums are kept apart by
 * kind everywhere.
 */
export const ENTRY_KINDS = ['confirmed', 'by_hand'] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** Count and sum of payments. */
export interface Takings {
  readonly count: number;
  readonly amountKes: number;
}

const KIND_IN: Readonly<Partial<Record<ChargeState, EntryKind>>> = {
  paid: 'confirmed',
  marked_paid: 'by_hand',
};

/**
 * What a charge's move from one state to another writes into the books: which kind of payment is taken back, and which is entered.
 * A confirmation of a charge that was marked as paid takes the mark back.
 */
export function entriesOf(
  from: ChargeState,
  to: ChargeState,
): { readonly takenBack: EntryKind | undefined; readonly entered: EntryKind | undefined } {
  const [before, after] = [KIND_IN[from], KIND_IN[to]];
  return before === after
    ? { takenBack: undefined, entered: undefined }
    : { takenBack: before, entered: after };
}
