import { setImmediate as letOthersRun } from 'node:timers/promises';
import { netOf, type BookTotals, type Closing } from '../domain/closing.ts';
import { isPaid, type Charge } from '../domain/charge.ts';
import type { ExportRecipe } from '../domain/file-recipe.ts';
import { firstName } from '../domain/customer-name.ts';
import { formatPhone, isErased, maskPhone } from '../domain/msisdn.ts';
import type { ExportEntry } from '../store/port/exports.ts';
import { inAll, type PaidSums } from '../domain/takings.ts';
import type { Store } from '../store/port/store.ts';
import { EXPORT_LABELS } from './export-labels.ts';
import type { ExportRow, SumRow } from './export-row.ts';
import type { MerchantDays } from './merchant-days.ts';

/** What an export is made from. */
export interface ExportSource {
  /** What the file is called, without its ending. */
  readonly name: string;
  rows(): AsyncIterable<ExportRow>;
  /** The sums, as the store makes them. */
  sums(): Promise<{
    readonly days: readonly SumRow[];
    readonly cashiers: readonly SumRow[];
    /** What was paid less what was refunded. */
    readonly netKes: number;
  }>;
}

/** How many rows are read at a time: they take a few milliseconds, and everybody else has their turn in between. */
const PAGE = 50;
/** More than the people of any shop. */
const ALL_CASHIERS = 10_000;

/** Returns what to export; undefined if the closing is not there. */
export async function exportSource(
  store: Pick<Store, 'exports' | 'reports' | 'closings'>,
  days: MerchantDays,
  recipe: ExportRecipe,
): Promise<ExportSource | undefined> {
  if (!('closing' in recipe.span)) return spanSource(store, days, recipe, recipe.span);
  const closing = await store.closings.byRef(recipe.span.closing);
  return closing === undefined || closing.merchantId !== recipe.merchantId
    ? undefined
    : closingSource(store, recipe, closing);
}

function spanSource(
  { exports, reports }: Pick<Store, 'exports' | 'reports'>,
  days: MerchantDays,
  recipe: ExportRecipe,
  { from, to }: { readonly from: number; readonly to: number },
): ExportSource {
  const { merchantId } = recipe;
  return {
    name: `charges-${days.dayAt(from)}-to-${days.dayAt(to - 1)}`,
    async *rows() {
      let after: Parameters<typeof exports.charges>[2];
      do {
        const page = await exports.charges(merchantId, { from, to }, after, PAGE);
        for (const charge of page.charges)
          yield chargeRow(charge, page.refundedKes.get(charge.id) ?? 0, recipe);
        after = page.next;
        await letOthersRun();
      } while (after !== undefined);
    },
    async sums() {
      const bounds = days.boundsOf(from, to, 'day');
      const scope = { merchantId, chatId: undefined, userId: undefined };
      const all = await reports.sums(scope, bounds, ALL_CASHIERS);
      const refunded = await exports.refunded(merchantId, bounds);
      const refundedKes = refunded.parts.reduce((sum, part) => sum + part, 0);
      return {
        days: all.parts.map((part, n) => sumRow(bounds[n] ?? from, part, refunded.parts[n])),
        cashiers: all.cashiers
          // Refunds stand with their charges. Who had only refunds of former charges has no charge here.
          .filter((cashier) => inAll(cashier).count > 0)
          .map(({ name, userId, ...sums }) =>
            sumRow(cashierName(name, userId), sums, refunded.byCashier.get(userId)),
          ),
        netKes: inAll(all).amountKes - refundedKes,
      };
    },
  };
}

function closingSource(
  { exports }: Pick<Store, 'exports'>,
  recipe: ExportRecipe,
  { merchantId, shiftOf, number, figures }: Closing,
): ExportSource {
  const what = shiftOf === null ? 'day' : 'shift';
  return {
    name: `${what}-${number}`,
    async *rows() {
      let page: readonly ExportEntry[];
      let after = 0;
      do {
        page = await exports.entriesOf({ merchantId, shiftOf }, number, after, PAGE);
        for (const entry of page) yield entryRow(entry, recipe);
        after = page.at(-1)?.id ?? after;
        await letOthersRun();
      } while (page.length === PAGE);
    },
    async sums() {
      const { closing } = EXPORT_LABELS[recipe.language];
      return {
        days: [bookRow(`${closing} ${number}`, figures.total)],
        cashiers: figures.cashiers.map(({ name, userId, ...totals }) =>
          bookRow(cashierName(name, userId), totals),
        ),
        netKes: netOf(figures.total).amountKes,
      };
    },
  };
}

const cashierName = (name: string | null, userId: number | null): string =>
  name ?? (userId === null ? '' : String(userId));

function chargeRow(charge: Charge, refundedKes: number, recipe: ExportRecipe): ExportRow {
  const { state } = EXPORT_LABELS[recipe.language];
  const by = charge.state === 'paid' ? 'M‑Pesa' : (charge.markedByName ?? '');
  return {
    ...common(charge, recipe),
    at: charge.paidAt ?? charge.createdAt,
    state: state[charge.state],
    amountKes: charge.amountKes,
    paidKes: isPaid(charge) ? charge.amountKes : 0,
    refundedKes,
    confirmedBy: isPaid(charge) ? by : '',
  };
}

function entryRow({ at, kind, amountKes, charge }: ExportEntry, recipe: ExportRecipe): ExportRow {
  const labels = EXPORT_LABELS[recipe.language];
  const row = { ...common(charge, recipe), at, amountKes: charge.amountKes };
  if (kind === 'refund')
    return {
      ...row,
      state: amountKes < 0 ? labels.refund : labels.refundTakenBack,
      paidKes: 0,
      refundedKes: -amountKes,
      confirmedBy: '',
    };
  const entered = kind === 'confirmed' ? labels.state.paid : labels.state.marked_paid;
  return {
    ...row,
    state: amountKes < 0 ? labels.takenBack : entered,
    paidKes: amountKes,
    refundedKes: 0,
    confirmedBy: kind === 'confirmed' ? 'M‑Pesa' : (charge.markedByName ?? ''),
  };
}

const common = (
  { number, receipt, reported, msisdn, customerName, note, message }: Charge,
  { isMasked }: ExportRecipe,
): Pick<ExportRow, 'number' | 'receipt' | 'customer' | 'name' | 'note' | 'cashier'> => ({
  number,
  receipt: receipt ?? reported?.receipt ?? '',
  customer: isErased(msisdn) ? '•••' : isMasked ? maskPhone(msisdn) : formatPhone(msisdn),
  // As beside a number in a chat: in a group, others read the file.
  name: customerName === null ? '' : isMasked ? firstName(customerName) : customerName,
  note: note ?? '',
  cashier: message?.userName ?? '',
});

const sumRow = (of: SumRow['of'], { confirmed, byHand }: PaidSums, refundedKes = 0): SumRow => ({
  of,
  confirmedCount: confirmed.count,
  confirmedKes: confirmed.amountKes,
  byHandCount: byHand.count,
  byHandKes: byHand.amountKes,
  takenBackKes: 0,
  refundedKes,
});

const bookRow = (of: string, { taken, takenBack }: BookTotals): SumRow => ({
  of,
  confirmedCount: taken.confirmed.count,
  confirmedKes: taken.confirmed.amountKes,
  byHandCount: taken.by_hand.count,
  byHandKes: taken.by_hand.amountKes,
  takenBackKes: -(takenBack.confirmed.amountKes + takenBack.by_hand.amountKes),
  refundedKes: takenBack.refund.amountKes - taken.refund.amountKes,
});
