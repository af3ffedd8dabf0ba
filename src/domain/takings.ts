/** Count and sum of payments or refunds. */
export interface Takings {
  readonly count: number;
  readonly amountKes: number;
}

export const NO_TAKINGS: Takings = { count: 0, amountKes: 0 };

export const addTakings = (one: Takings, other: Takings): Takings => ({
  count: one.count + other.count,
  amountKes: one.amountKes + other.amountKes,
});

/** Sums of payments, or of refunds, by what proves the payment. */
export interface ProvenSums {
  /** Confirmed by the gateway. */
  readonly confirmed: Takings;
  /** Marked as paid by a person. */
  readonly byHand: Takings;
}

/** What was paid in a span of time, and what was refunded in it, whenever that was paid. */
export interface PaidSums extends ProvenSums {
  readonly refunded: ProvenSums;
}

const NO_PROVEN_SUMS: ProvenSums = { confirmed: NO_TAKINGS, byHand: NO_TAKINGS };
export const NO_SUMS: PaidSums = { ...NO_PROVEN_SUMS, refunded: NO_PROVEN_SUMS };

const addProven = (one: ProvenSums, other: ProvenSums): ProvenSums => ({
  confirmed: addTakings(one.confirmed, other.confirmed),
  byHand: addTakings(one.byHand, other.byHand),
});

export const addSums = (one: PaidSums, other: PaidSums): PaidSums => ({
  ...addProven(one, other),
  refunded: addProven(one.refunded, other.refunded),
});

/** Adds up both kinds. */
export const inAll = ({ confirmed, byHand }: ProvenSums): Takings => addTakings(confirmed, byHand);

/** Returns whether nothing was paid, and nothing refunded. */
export const isNothing = (sums: PaidSums): boolean => inAll(sums).count + inAll(sums.refunded).count === 0;

/** Returns what is left of what was paid after the refunds. It can be below zero: a refund counts on its own day. */
export const leftOf = (sums: PaidSums): ProvenSums => ({
  confirmed: less(sums.confirmed, sums.refunded.confirmed),
  byHand: less(sums.byHand, sums.refunded.byHand),
});

/** Returns what is left of both kinds together, in shillings. */
export const leftKes = (sums: PaidSums): number => inAll(leftOf(sums)).amountKes;

/** The count stays that of the payments. */
const less = ({ count, amountKes }: Takings, refunded: Takings): Takings => ({
  count,
  amountKes: amountKes - refunded.amountKes,
});
