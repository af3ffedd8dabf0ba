import { formatKes } from '../domain/amount.ts';
import type { ChartRecipe } from '../domain/file-recipe.ts';
import { LOCALE_TAGS } from '../domain/language.ts';
import { daySpan, monthSpan, rangeSpan, type ReportSpan } from '../domain/report-span.ts';
import type { Store } from '../store/port/store.ts';
import type { ChartPicture } from './chart-picture.ts';
import type { Draw } from './drawing.ts';
import type { MadeFile } from './made-file.ts';
import type { ShopDays } from './shop-days.ts';

export interface ChartParts {
  readonly store: Pick<Store, 'reports'>;
  readonly days: ShopDays;
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
  const { confirmed, byHand, parts } = await store.reports.sums(scope, bounds, 0);
  // One bar of many has its date; one of a month or a week has its day.
  const label = (at: number): string =>
    parts.length > MOST_PLAIN_LABELS ? days.dateOf(at, LOCALE_TAGS[language]) : String(days.unitAt(at, by));
  const total = formatKes(confirmed.amountKes + byHand.amountKes);
  return {
    kind: 'chart',
    title: `${days.label(spanOf(days, from, to), days.dayAt(from), LOCALE_TAGS[language])} · ${total}`,
    bars: parts.map((sums, part) => ({
      label: label(bounds[part] ?? from),
      confirmedKes: sums.confirmed.amountKes,
      byHandKes: sums.byHand.amountKes,
    })),
    legend: {
      confirmed: `M‑Pesa ${formatKes(confirmed.amountKes)}`,
      byHand: byHand.count === 0 ? undefined : `✍ ${formatKes(byHand.amountKes)}`,
    },
  };
}

/** As many as a month has days. */
const MOST_PLAIN_LABELS = 31;

/** The days between two moments, as a month if they are one. */
function spanOf(days: ShopDays, from: number, to: number): ReportSpan {
  const first = days.dayAt(from);
  const last = days.dayAt(to - 1);
  const month = monthSpan(first);
  if (first === last) return daySpan(first);
  return month.first === first && month.last === last ? month : rangeSpan(first, last);
}
