import type { PaidSums } from '../../src/store/port/reports.ts';
import { wallTime } from '../reports/zones.ts';
import { differing, isIn, momentsOf, named, paidIn, type Comparison } from './books.ts';
import { inScope, paidSums, takingsOf, type FoldedCharge } from './fold.ts';

/** How much of `2026-11-27 14:05` names a part of a report. */
const LENGTH = { hour: 13, day: 10 } as const;

/** Compares a report with the audit log, to the shilling: its sums, its parts, its cashiers, the latest payments, refunds, and what is open. */
export async function wrongReport(
  comparison: Comparison,
  by: keyof typeof LENGTH,
): Promise<readonly string[]> {
  const { reads, scope, range } = comparison;
  const { reports, chargeQueries } = reads.store;
  const mine = inScope(comparison.folded, scope);
  const paid = paidIn(mine, range);
  const span = momentsOf(reads, range);
  const bounds = reads.days(range.zone).boundsOf(span.from, span.to, by);
  const partOf = (at: number): string => wallTime(at, range.zone).slice(0, LENGTH[by]);
  const sums = await reports.sums(scope, bounds, 100);
  const latest = await reports.latest(scope, span, 0, paid.length + 1);
  const refunds = mine.flatMap((one) => one.refunds.filter(({ at }) => isIn(at, range)));
  // A report shows what is still open of the charges that were asked for in its days.
  const asked = mine.filter(({ charge }) => isIn(charge.requestedAt, range));
  const said = {
    confirmed: sums.confirmed,
    byHand: sums.byHand,
    // An hour that comes twice when the clock is set back has two parts.
    parts: merged(sums.parts.map((part, n) => [partOf(bounds[n] ?? 0), part])),
    cashiers: merged(sums.cashiers.map((cashier) => [`${cashier.userId}`, cashier])),
    latest: latest.charges.map(({ id }) => id),
    refunds: await chargeQueries.refundsBetween(span.from, span.to, scope),
    open: await reports.open(scope, span),
  };
  const folded = {
    ...paidSums(paid),
    parts: merged(paid.map((one) => [partOf(one.paid?.at ?? 0), paidSums([one])])),
    cashiers: merged(paid.map((one) => [`${one.charge.userId}`, paidSums([one])])),
    latest: paid.toSorted(byLastPaid).map(({ charge }) => charge.id),
    refunds: takingsOf(refunds.map(({ amountKes }) => amountKes)),
    open: {
      waiting: takingsOf(amountsOf(asked.filter(({ isWaiting }) => isWaiting))),
      toCheck: takingsOf(amountsOf(asked.filter(({ isToCheck }) => isToCheck))),
    },
  };
  return differing(`a report of ${named(comparison)} by ${by}`, said, folded);
}

const amountsOf = (folded: readonly FoldedCharge[]): readonly number[] =>
  folded.map(({ charge }) => charge.amountKes);

const byLastPaid = (a: FoldedCharge, b: FoldedCharge): number =>
  (b.paid?.at ?? 0) - (a.paid?.at ?? 0) || b.charge.id - a.charge.id;

/** Adds up sums by name, in the order of the names. Those of nothing are left out. */
function merged(rows: readonly (readonly [string, PaidSums])[]) {
  return [...Map.groupBy(rows, ([name]) => name)]
    .map(([name, of]) => {
      const sum = (kind: keyof PaidSums, what: 'count' | 'amountKes'): number =>
        of.reduce((total, [, sums]) => total + sums[kind][what], 0);
      return [
        name,
        [sum('confirmed', 'count'), sum('confirmed', 'amountKes')],
        [sum('byHand', 'count'), sum('byHand', 'amountKes')],
      ] as const;
    })
    .filter(([, confirmed, byHand]) => confirmed[0] + byHand[0] > 0)
    .toSorted(([a], [b]) => a.localeCompare(b));
}
