import type { ChargeState } from '../domain/charge-states.ts';
import { NO_TAKINGS, type Takings } from '../domain/takings.ts';
import type { PaidSums } from './port/reports.ts';

/** Count and sum of the payments of one person in one part of the span, in one state. */
export interface SumRow {
  readonly userId: number | null;
  readonly state: ChargeState;
  readonly count: number;
  readonly amountKes: number;
}

export const NOTHING_PAID: PaidSums = { confirmed: NO_TAKINGS, byHand: NO_TAKINGS };

/** Adds up rows of sums: in all, by person, and by part of the span. */
export interface SumsFold {
  add(part: number, row: SumRow): void;
  total(): PaidSums;
  parts(): readonly PaidSums[];
  /** By person, the greatest sum first. */
  people(): readonly (PaidSums & { readonly userId: number | null })[];
}

export function sumsFold(partCount: number): SumsFold {
  let total = NOTHING_PAID;
  const parts = Array.from({ length: partCount }, () => NOTHING_PAID);
  const people = new Map<number | null, PaidSums>();
  return {
    add(part, row) {
      const one = sumsOf(row);
      total = addSums(total, one);
      parts[part] = addSums(parts[part] ?? NOTHING_PAID, one);
      people.set(row.userId, addSums(people.get(row.userId) ?? NOTHING_PAID, one));
    },
    total: () => total,
    parts: () => parts,
    people: () =>
      [...people]
        .map(([userId, { confirmed, byHand }]) => ({ userId, confirmed, byHand }))
        .toSorted((a, b) => amountOf(b) - amountOf(a) || (a.userId ?? 0) - (b.userId ?? 0)),
  };
}

export const addSums = (a: PaidSums, b: PaidSums): PaidSums => ({
  confirmed: addTakings(a.confirmed, b.confirmed),
  byHand: addTakings(a.byHand, b.byHand),
});

const addTakings = (a: Takings, b: Takings): Takings => ({
  count: a.count + b.count,
  amountKes: a.amountKes + b.amountKes,
});

const amountOf = ({ confirmed, byHand }: PaidSums): number => confirmed.amountKes + byHand.amountKes;

/** Only a charge that is paid or marked as paid has a `paidAt`. */
const sumsOf = ({ state, count, amountKes }: SumRow): PaidSums =>
  state === 'paid'
    ? { ...NOTHING_PAID, confirmed: { count, amountKes } }
    : { ...NOTHING_PAID, byHand: { count, amountKes } };
