import type { ChargeState } from './charge-states.ts';

/** What proves a payment: the gateway confirmed it, or a person marked it as paid. */
export const PAYMENT_KINDS = ['confirmed', 'by_hand'] as const;
export type PaymentKind = (typeof PAYMENT_KINDS)[number];

/**
 * What an entry in the books counts: a payment, or a refund. Sums are kept apart by kind everywhere. Those of refunds are below zero, so
 * that all entries together are what is left.
 */
export const ENTRY_KINDS = [...PAYMENT_KINDS, 'refund'] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

const KIND_IN: Readonly<Partial<Record<ChargeState, PaymentKind>>> = {
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
): { readonly takenBack: PaymentKind | undefined; readonly entered: PaymentKind | undefined } {
  const [before, after] = [KIND_IN[from], KIND_IN[to]];
  return before === after
    ? { takenBack: undefined, entered: undefined }
    : { takenBack: before, entered: after };
}
