import type { ChargeEvent } from '../../src/domain/audit.ts';
import type { ChargeState } from '../../src/domain/charge-states.ts';
import type { Charge } from '../../src/domain/charge.ts';
import type { ProvenSums, Takings } from '../../src/domain/takings.ts';
import type { Scope } from '../../src/store/port/charge-queries.ts';

/** A refund that stands, as the audit log has it. */
export interface StandingRefund {
  readonly at: number;
  readonly amountKes: number;
}

/** What the audit log says of a charge. Its states and times come from the log alone, none from the charge's row. */
export interface FoldedCharge {
  /** What never changes: who asked, where, and for how much. The number may be erased. */
  readonly charge: Charge;
  readonly askedAt: number;
  readonly state: ChargeState;
  /** The last confirmation or mark, if it stands. */
  readonly paid: { readonly at: number; readonly isConfirmed: boolean } | undefined;
  /** Refunds that stand. They count while the charge counts as paid. */
  readonly refunds: readonly StandingRefund[];
  /** Open, with nothing to decide, and not closed by the shop. */
  readonly isWaiting: boolean;
  /** A payment was reported that does not fit, and nobody has decided on it. */
  readonly isToCheck: boolean;
}

const OPEN: ReadonlySet<ChargeState> = new Set(['created', 'pushing', 'pending', 'unconfirmed', 'unknown']);
const TO_CHECK: ReadonlySet<ChargeState> = new Set(['pending', 'unconfirmed', 'expired']);

/** Reads the audit log of every charge, independently of the program. */
export const foldCharges = (
  charges: readonly Charge[],
  events: ReadonlyMap<number, readonly ChargeEvent[]>,
): readonly FoldedCharge[] => charges.map((charge) => foldCharge(charge, events.get(charge.id) ?? []));

function foldCharge(charge: Charge, events: readonly ChargeEvent[]): FoldedCharge {
  let state: ChargeState = 'created';
  let paid: FoldedCharge['paid'];
  let [isClosed, isMismatched] = [false, false];
  for (const { at, from, to, detail } of events) {
    if (from !== to) {
      isMismatched &&= TO_CHECK.has(to);
      paid = to === 'paid' || to === 'marked_paid' ? { at, isConfirmed: to === 'paid' } : undefined;
    }
    state = to;
    if ('closed' in detail) isClosed = true;
    if ('mismatch' in detail && TO_CHECK.has(state)) isMismatched = true;
    if ('aside' in detail) isMismatched = false;
  }
  return {
    charge,
    askedAt: events[0]?.at ?? 0,
    state,
    paid,
    refunds: paid === undefined ? [] : standingRefunds(events),
    isWaiting: OPEN.has(state) && !isClosed && !isMismatched,
    isToCheck: isMismatched,
  };
}

/** Returns the refunds of a charge that were not taken back, from its rows in the audit log. */
export function standingRefunds(events: readonly ChargeEvent[]): readonly StandingRefund[] {
  const standing = new Map<unknown, StandingRefund>();
  for (const { at, detail } of events) {
    if ('refundedKes' in detail)
      standing.set(detail['refund'], { at, amountKes: Number(detail['refundedKes']) });
    if ('takenBackKes' in detail) standing.delete(detail['refund']);
  }
  return [...standing.values()];
}

/** The charges of a scope. */
export const inScope = (folded: readonly FoldedCharge[], scope: Scope): readonly FoldedCharge[] =>
  folded.filter(
    ({ charge }) =>
      charge.merchantId === scope.merchantId &&
      (scope.chatId === undefined || charge.message?.chatId === scope.chatId) &&
      (scope.userId === undefined || charge.userId === scope.userId),
  );

/** Count and sum of amounts. */
export const takingsOf = (amounts: readonly number[]): Takings => ({
  count: amounts.length,
  amountKes: amounts.reduce((sum, amount) => sum + amount, 0),
});

/** What was paid of some charges, by what proves it. */
export function paidSums(folded: readonly FoldedCharge[]): ProvenSums {
  const amounts = (isConfirmed: boolean): readonly number[] =>
    folded.flatMap(({ paid, charge }) => (paid?.isConfirmed === isConfirmed ? [charge.amountKes] : []));
  return { confirmed: takingsOf(amounts(true)), byHand: takingsOf(amounts(false)) };
}

/** What a charge adds to the sums: its payment, or a refund that stands, each in its own moment. */
export interface Entry {
  readonly at: number;
  /** Who asked for the charge. */
  readonly userId: number | null;
  /** Whether the payment is confirmed, for a refund too. */
  readonly isConfirmed: boolean;
  readonly isRefund: boolean;
  readonly amountKes: number;
}

/** The payments and refunds of some charges. Refunds of what does not count as paid do not count. */
export const entriesOf = (folded: readonly FoldedCharge[]): readonly Entry[] =>
  folded.flatMap(({ charge: { userId, amountKes }, paid, refunds }) => {
    if (paid === undefined) return [];
    const { isConfirmed } = paid;
    const payment = { at: paid.at, userId, isConfirmed, isRefund: false, amountKes };
    return [
      payment,
      ...refunds.map((refund) => ({
        at: refund.at,
        userId,
        isConfirmed,
        isRefund: true,
        amountKes: refund.amountKes,
      })),
    ];
  });

/** What is left of some payments after some refunds, in shillings. */
export const leftKes = (entries: readonly Entry[]): number =>
  entries.reduce((sum, { isRefund, amountKes }) => sum + (isRefund ? -amountKes : amountKes), 0);

/** What is refunded of some charges, in shillings. */
export const refundedKes = (folded: readonly FoldedCharge[]): number =>
  takingsOf(folded.flatMap(({ refunds }) => refunds.map(({ amountKes }) => amountKes))).amountKes;

/** What some charges are paid, in shillings. */
export const paidKes = (folded: readonly FoldedCharge[]): number => {
  const { confirmed, byHand } = paidSums(folded);
  return confirmed.amountKes + byHand.amountKes;
};
