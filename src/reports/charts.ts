import { formatKes } from '../domain/amount.ts';
import type { ChartRecipe } from '../domain/file-recipe.ts';
import { LOCALE_TAGS } from '../domain/language.ts';
import { daySpan, monthSpan, rangeSpan, type ReportSpan } from '../domain/report-span.ts';
import { inAll, leftKes, leftOf } from '../domain/takings.ts';
import type { Store } from '../store/port/store.ts';
import type { ChartPicture } from './chart-picture.ts';
import type { Draw } from './drawing.ts';
import type { MadeFile } from './made-file.ts';
import type { MerchantDays } from './merchant-days.ts';

export interface ChartParts {
  readonly store: Pick<Store, 'reports'>;
  readonly days: MerchantDays;
  readonly draw: Draw;
}

/** Makes the picture of a chart, from what is stored when it is sent. */
export async function makeChart(parts: ChartParts, recipe: ChartRecipe): Promise<MadeFile> {
  const picture = await chartPicture(parts, recipe);
  const day = parts.days.dayAt(recipe.from);
  return { kind: 'photo', filename: `chart-${day}.png`, source: await parts.draw(picture) };
}

async function chartPicture(
  { store, days }: ChartParts,
  { merchantId, chatId, userId, from, to, by, language }: ChartRecipe,
): Promise<ChartPicture> {
  const bounds = days.boundsOf(from, to, by);
  const scope = { merchantId, chatId: chatId ?? undefined, userId: userId ?? undefined };
  const sums = await store.reports.sums(scope, bounds, 0);
  const { byHand, refunded, parts } = sums;
  const left = leftOf(sums);
  // One bar of many has its date; one of a month or a week has its day.
  const label = (at: number): string =>
    parts.length > MOST_PLAIN_LABELS ? days.dateOf(at, LOCALE_TAGS[language]) : String(days.unitAt(at, by));
  return {
    kind: 'chart',
    title: `${days.label(spanOf(days, from, to), days.dayAt(from), LOCALE_TAGS[language])} · ${formatKes(leftKes(sums))}`,
    bars: parts.map((part, n) => {
      const ofPart = leftOf(part);
      return {
        label: label(bounds[n] ?? from),
        confirmedKes: ofPart.confirmed.amountKes,
        byHandKes: ofPart.byHand.amountKes,
      };
    }),
    legend: {
      confirmed: `M‑Pesa ${formatKes(left.confirmed.amountKes)}`,
      byHand:
        byHand.count + refunded.byHand.count === 0 ? undefined : `✍ ${formatKes(left.byHand.amountKes)}`,
      refunded: inAll(refunded).count === 0 ? undefined : `↩ ${formatKes(inAll(refunded).amountKes)}`,
    },
  };
}

/** As many as a month has days. */
const MOST_PLAIN_LABELS = 31;

/** The days between two moments, as a month if they are one. */
function spanOf(days: MerchantDays, from: number, to: number): ReportSpan {
  const first = days.dayAt(from);
  const last = days.dayAt(to - 1);
  const month = monthSpan(first);
  if (first === last) return daySpan(first);
  return month.first === first && month.last === last ? month : rangeSpan(first, last);
}
