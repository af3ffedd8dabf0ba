import type { PaidSums, Takings } from '../../src/domain/takings.ts';
import { wallTime } from '../reports/zones.ts';
import { differing, isIn, momentsOf, named, paidIn, type Comparison } from './books.ts';
import { entriesOf, inScope, takingsOf, type Entry, type FoldedCharge } from './fold.ts';

/** How much of `2026-11-27 14:05` names a part of a report. */
const LENGTH = { hour: 13, day: 10 } as const;

/** Compares a report with the audit log, to the shilling: its sums, its parts, its cashiers, the latest payments, refunds, and what is open. */
export async function wrongReport(
  comparison: Comparison,
  by: keyof typeof LENGTH,
): Promise<readonly string[]> {
  const { reads, scope, range } = comparison;
  const { reports } = reads.store;
  const mine = inScope(comparison.folded, scope);
  const paid = paidIn(mine, range);
  const span = momentsOf(reads, range);
  const bounds = reads.days(range.zone).boundsOf(span.from, span.to, by);
  const partOf = (at: number): string => wallTime(at, range.zone).slice(0, LENGTH[by]);
  const sums = await reports.sums(scope, bounds, 100);
  const latest = await reports.latest(scope, span, 0, paid.length + 1);
  const entries = entriesOf(mine).filter(({ at }) => isIn(at, range));
  // A report shows what is still open of the charges that were asked for in its days.
  const asked = mine.filter(({ charge }) => isIn(charge.requestedAt, range));
  const said = {
    all: merged([['all', sums]]),
    // An hour that comes twice when the clock is set back has two parts.
    parts: merged(sums.parts.map((part, n) => [partOf(bounds[n] ?? 0), part])),
    cashiers: merged(sums.cashiers.map((cashier) => [`${cashier.userId}`, cashier])),
    latest: latest.charges.map(({ id }) => id),
    open: await reports.open(scope, span),
  };
  const expected = {
    all: [folded('all', entries)],
    parts: foldedBy(entries, ({ at }) => partOf(at)),
    cashiers: foldedBy(entries, ({ userId }) => `${userId}`),
    latest: paid.toSorted(byLastPaid).map(({ charge }) => charge.id),
    open: {
      waiting: takingsOf(amountsOf(asked.filter(({ isWaiting }) => isWaiting))),
      toCheck: takingsOf(amountsOf(asked.filter(({ isToCheck }) => isToCheck))),
    },
  };
  return differing(`a report of ${named(comparison)} by ${by}`, said, expected);
}

const amountsOf = (folded: readonly FoldedCharge[]): readonly number[] =>
  folded.map(({ charge }) => charge.amountKes);

const byLastPaid = (a: FoldedCharge, b: FoldedCharge): number =>
  (b.paid?.at ?? 0) - (a.paid?.at ?? 0) || b.charge.id - a.charge.id;

/** The sums of a name: payments and refunds, each confirmed and by hand, each as count and sum. */
type Named = readonly [name: string, ...(readonly [count: number, amountKes: number])[]];

const KINDS = [false, true].flatMap((isRefund) =>
  [true, false].map((isConfirmed) => ({ isRefund, isConfirmed })),
);

const folded = (name: string, entries: readonly Entry[]): Named => [
  name,
  ...KINDS.map(({ isRefund, isConfirmed }) => {
    const of = entries.filter((one) => one.isRefund === isRefund && one.isConfirmed === isConfirmed);
    const { count, amountKes } = takingsOf(of.map((one) => one.amountKes));
    return [count, amountKes] as const;
  }),
];

const foldedBy = (entries: readonly Entry[], key: (entry: Entry) => string): readonly Named[] =>
  [...Map.groupBy(entries, key)].map(([name, of]) => folded(name, of)).toSorted(byName);

/** Adds up sums by name, in the order of the names. Those of nothing are left out. */
const merged = (rows: readonly (readonly [string, PaidSums])[]): readonly Named[] =>
  [...Map.groupBy(rows, ([name]) => name)]
    .map(([name, of]): Named => {
      const sum = (takings: (sums: PaidSums) => Takings) =>
        of.reduce(
          ([count, amountKes], [, sums]) =>
            [count + takings(sums).count, amountKes + takings(sums).amountKes] as const,
          [0, 0] as readonly [number, number],
        );
      return [
        name,
        sum(({ confirmed }) => confirmed),
        sum(({ byHand }) => byHand),
        sum(({ refunded }) => refunded.confirmed),
        sum(({ refunded }) => refunded.byHand),
      ];
    })
    .filter(([name, ...sums]) => name === 'all' || sums.some(([count]) => count > 0))
    .toSorted(byName);

const byName = ([a]: Named, [b]: Named): number => a.localeCompare(b);
