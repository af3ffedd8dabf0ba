import { bold } from 'telegraf/format';
import type { PaidSums, ReportSums } from '../../../store/port/reports.ts';
import type { Scope } from '../../../store/port/charge-queries.ts';
import type { ChartUnit } from '../../../reports/shop-days.ts';
import { lines } from '../../outbound/payload.ts';
import type { Locale, Text } from '../../locales/locale.ts';
import type { BotServices } from '../bot-services.ts';
import type { Turn } from '../turn.ts';
import { kes, titleOf, type ShownReport } from './report-view.ts';

/** How many characters of figures a caption holds beside its heading. Telegram takes 1,024 in all. */
const MAX_FIGURES = 850;

/** Sends the chart of a span as a picture. Its caption has the figures, for people who cannot see it. */
export async function sayChart(
  services: BotServices,
  turn: Turn,
  scope: Scope,
  { span, today }: Pick<ShownReport, 'span' | 'today'>,
): Promise<void> {
  const { words } = turn;
  const by: ChartUnit = span.kind === 'day' ? 'hour' : 'day';
  const { from, to } = services.days.momentsOf(span);
  const bounds = services.days.boundsOf(from, to, by);
  const sums = await services.store.reports.sums(scope, bounds, 1);
  const caption = lines(
    bold(`📈 ${titleOf(services, words, { span, today })}`),
    kes(sums.confirmed.amountKes),
    sums.byHand.count === 0
      ? undefined
      : `✍️ ${words.reportByHand(kes(sums.byHand.amountKes), sums.byHand.count)}`,
    ...figures(words, sums, (part) => {
      const at = bounds[part] ?? from;
      return by === 'hour' ? services.time.timeOfDay(at) : services.days.dateOf(at, words.locale);
    }),
  );
  const { merchantId, chatId = null, userId = null } = scope;
  turn.sayFile(
    { kind: 'chart', merchantId, chatId, userId, from, to, by, language: words.language },
    caption,
  );
}

/** A line for each part in which something was paid; if they do not fit, the greatest of them. */
function figures(
  words: Locale,
  { parts }: ReportSums,
  label: (part: number) => string,
): readonly (Text | undefined)[] {
  const all = parts
    .map((sums, part) => ({ part, amountKes: amountOf(sums), text: `${label(part)}: ${figure(sums)}` }))
    .filter(({ amountKes }) => amountKes > 0);
  const fitting: typeof all = [];
  let left = MAX_FIGURES;
  for (const line of all.toSorted((a, b) => b.amountKes - a.amountKes || a.part - b.part)) {
    left -= line.text.length + 1;
    if (left < 0) break;
    fitting.push(line);
  }
  const shown = fitting.toSorted((a, b) => a.part - b.part).map(({ text }) => text);
  if (shown.length === 0) return [];
  return ['', shown.length < all.length ? bold(words.chartGreatest) : undefined, ...shown];
}

const amountOf = ({ confirmed, byHand }: PaidSums): number => confirmed.amountKes + byHand.amountKes;

const figure = ({ confirmed, byHand }: PaidSums): string =>
  [
    confirmed.count === 0 ? undefined : `${kes(confirmed.amountKes)} (${confirmed.count})`,
    byHand.count === 0 ? undefined : `✍️ ${kes(byHand.amountKes)} (${byHand.count})`,
  ]
    .filter((text) => text !== undefined)
    .join(' ');
