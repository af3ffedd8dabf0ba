import { ENTRY_KINDS, type EntryKind } from '../../src/domain/books.ts';
import type { BookTotals } from '../../src/domain/closing.ts';
import { differing, type Reads } from './books.ts';
import { wrongClosingExport } from './exports.ts';
import type { FoldedCharge } from './fold.ts';

/** Whose closings: all days of a shop, or all shifts of a person. */
interface Period {
  readonly merchantId: number;
  readonly shiftOf: number | null;
}

/** Count and sum by kind. */
type Sums = Readonly<Record<EntryKind, { count: number; amountKes: number }>>;

const noSums = (): Sums => ({
  confirmed: { count: 0, amountKes: 0 },
  by_hand: { count: 0, amountKes: 0 },
  refund: { count: 0, amountKes: 0 },
});

/** Compares all closings of a period, with what is not closed yet, with the audit log, and each closing with its export, to the shilling. */
export async function wrongClosings(
  reads: Reads,
  folded: readonly FoldedCharge[],
  period: Period,
): Promise<readonly string[]> {
  const { closings } = reads.store;
  const { merchantId, shiftOf } = period;
  const closed = await closings.list({ merchantId, of: shiftOf ?? 'days' }, undefined, 10_000);
  const rest = (await closings.preview(period)).figures;
  const totals = [...closed.map(({ figures }) => figures.total), ...(rest === undefined ? [] : [rest.total])];
  const exported: string[] = [];
  for (const closing of closed) exported.push(...(await wrongClosingExport(reads, closing)));
  return [
    ...differing(`the closings of ${JSON.stringify(period)}`, sumOf(totals), paidAtLast(folded, period)),
    ...exported,
  ];
}

function sumOf(totals: readonly BookTotals[]): Sums {
  const sums = noSums();
  for (const { taken, takenBack } of totals)
    for (const kind of ENTRY_KINDS) {
      sums[kind].count += taken[kind].count - takenBack[kind].count;
      sums[kind].amountKes += taken[kind].amountKes - takenBack[kind].amountKes;
    }
  return sums;
}

/** What is paid and refunded in the end, charge by charge. A refund counts while its charge does. */
function paidAtLast(folded: readonly FoldedCharge[], { merchantId, shiftOf }: Period): Sums {
  const sums = noSums();
  for (const { charge, paid, refunds } of folded) {
    if (charge.merchantId !== merchantId || (shiftOf !== null && charge.userId !== shiftOf)) continue;
    if (paid === undefined) continue;
    const payment = sums[paid.isConfirmed ? 'confirmed' : 'by_hand'];
    payment.count += 1;
    payment.amountKes += charge.amountKes;
    for (const { amountKes } of refunds) {
      sums.refund.count += 1;
      sums.refund.amountKes -= amountKes;
    }
  }
  return sums;
}
