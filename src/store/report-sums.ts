import type { ChargeState } from '../domain/charge-states.ts';
import { addSums, leftKes, NO_SUMS, type PaidSums, type ProvenSums } from '../domain/takings.ts';

/** Count and sum of one person's payments, or of the refunds of their charges, in one part of the span, in one state of the charge. */
export interface SumRow {
  readonly userId: number | null;
  readonly state: ChargeState;
  readonly count: number;
  readonly amountKes: number;
}

/** Adds up rows of sums: in all, by person, and by part of the span. */
export interface SumsFold {
  addPaid(part: number, row: SumRow): void;
  addRefunded(part: number, row: SumRow): void;
  total(): PaidSums;
  parts(): readonly PaidSums[];
  /** By person, the greatest sum that is left first. */
  people(): readonly (PaidSums & { readonly userId: number | null })[];
}

export function sumsFold(partCount: number): SumsFold {
  let total = NO_SUMS;
  const parts = Array.from({ length: partCount }, () => NO_SUMS);
  const people = new Map<number | null, PaidSums>();
  const add = (part: number, userId: number | null, sums: PaidSums): void => {
    total = addSums(total, sums);
    parts[part] = addSums(parts[part] ?? NO_SUMS, sums);
    people.set(userId, addSums(people.get(userId) ?? NO_SUMS, sums));
  };
  return {
    addPaid: (part, row) => add(part, row.userId, { ...NO_SUMS, ...sumsOf(row) }),
    addRefunded: (part, row) => add(part, row.userId, { ...NO_SUMS, refunded: sumsOf(row) }),
    total: () => total,
    parts: () => parts,
    people: () =>
      [...people]
        .map(([userId, { confirmed, byHand, refunded }]) => ({ userId, confirmed, byHand, refunded }))
        .toSorted((a, b) => leftKes(b) - leftKes(a) || (a.userId ?? 0) - (b.userId ?? 0)),
  };
}

/** Only a charge that is paid or marked as paid has a `paidAt`. */
const sumsOf = ({ state, count, amountKes }: SumRow): ProvenSums => ({
  ...NO_SUMS.refunded,
  [state === 'paid' ? 'confirmed' : 'byHand']: { count, amountKes },
});
