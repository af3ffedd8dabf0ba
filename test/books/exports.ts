import { netOf, type Closing } from '../../src/domain/closing.ts';
import type { ExportRecipe } from '../../src/domain/file-recipe.ts';
import type { ExportRow, SumRow } from '../../src/reports/export-row.ts';
import { exportSource, type ExportSource } from '../../src/reports/export-source.ts';
import { dayOf, differing, isIn, momentsOf, named, sumsBy, type Comparison, type Reads } from './books.ts';
import { inScope, paidKes, refundedKes, type FoldedCharge } from './fold.ts';

/** Compares the rows of an export of days, and its sheets of days and cashiers, with the audit log, to the shilling. */
export async function wrongExport(comparison: Comparison): Promise<readonly string[]> {
  const { reads, scope, range } = comparison;
  const { merchantId } = scope;
  const everybody = { merchantId, chatId: undefined, userId: undefined };
  const belongsAt = ({ paid, askedAt }: FoldedCharge): number => paid?.at ?? askedAt;
  const mine = inScope(comparison.folded, everybody).filter((one) => isIn(belongsAt(one), range));
  const paid = mine.filter((one) => one.paid !== undefined);
  const source = await sourceOf(reads, range.zone, { merchantId, span: momentsOf(reads, range) });
  const rows = await rowsOf(source);
  const sums = await source.sums();
  const dayNamed = (at: number): string => dayOf(at, range.zone);
  const dayOfRow = ({ at }: ExportRow): string => dayNamed(at);
  const dayOfSum = ({ of }: SumRow): string => dayNamed(Number(of));
  const dayOfCharge = (one: FoldedCharge): string => dayNamed(belongsAt(one));
  const paidOfSum = (sum: SumRow): number => sum.confirmedKes + sum.byHandKes;
  const perDay = [
    sumsBy(paid, dayOfCharge, (one) => paidKes([one])),
    sumsBy(paid, dayOfCharge, (one) => refundedKes([one])),
  ];
  const netKes = paidKes(paid) - refundedKes(paid);
  const said = {
    numbers: rows.map(({ number }) => number).toSorted((a, b) => a - b),
    rows: [sumsBy(rows, dayOfRow, (row) => row.paidKes), sumsBy(rows, dayOfRow, (row) => row.refundedKes)],
    days: [sumsBy(sums.days, dayOfSum, paidOfSum), sumsBy(sums.days, dayOfSum, (sum) => sum.refundedKes)],
    cashiers: [...sums.cashiers].map((sum) => paidOfSum(sum) - sum.refundedKes).toSorted((a, b) => a - b),
    netKes: sums.netKes,
  };
  const cashiers = Map.groupBy(paid, ({ charge }) => charge.userId);
  const folded = {
    numbers: mine.map(({ charge }) => charge.number).toSorted((a, b) => a - b),
    rows: perDay,
    days: perDay,
    cashiers: [...cashiers.values()]
      .map((theirs) => paidKes(theirs) - refundedKes(theirs))
      .toSorted((a, b) => a - b),
    netKes,
  };
  return differing(`an export of ${named(comparison)}`, said, folded);
}

/** Compares the rows of the export of a closing with what the closing states, to the shilling. */
export async function wrongClosingExport(reads: Reads, closing: Closing): Promise<readonly string[]> {
  const { merchantId, ref, number, shiftOf, figures } = closing;
  const source = await sourceOf(reads, 'Africa/Nairobi', { merchantId, span: { closing: ref } });
  const rows = await rowsOf(source);
  const { netKes } = await source.sums();
  const said = [rows.reduce((sum, row) => sum + row.paidKes - row.refundedKes, 0), netKes];
  const stated = netOf(figures.total).amountKes;
  return differing(`the export of closing ${number} of ${shiftOf ?? 'days'}`, said, [stated, stated]);
}

async function sourceOf(
  { store, days }: Reads,
  zone: string,
  what: Pick<ExportRecipe, 'merchantId' | 'span'>,
): Promise<ExportSource> {
  const recipe: ExportRecipe = {
    kind: 'export',
    format: 'csv',
    userId: 0,
    isMasked: false,
    language: 'en',
    ...what,
  };
  const source = await exportSource(store, days(zone), recipe);
  if (source === undefined) throw new Error('there is nothing to export');
  return source;
}

async function rowsOf(source: ExportSource): Promise<readonly ExportRow[]> {
  const rows: ExportRow[] = [];
  for await (const row of source.rows()) rows.push(row);
  return rows;
}
