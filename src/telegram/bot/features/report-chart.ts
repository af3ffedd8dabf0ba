import { bold } from 'telegraf/format';
import type { PaidSums } from '../../../store/port/reports.ts';
import type { Scope } from '../../../store/port/charge-queries.ts';
import type { ChartUnit } from '../../../reports/merchant-days.ts';
import { chartCaption } from '../../outbound/chart-caption.ts';
import { lines } from '../../outbound/payload.ts';
import type { BotServices } from '../bot-services.ts';
import type { Turn } from '../turn.ts';
import { kes } from '../../outbound/unbroken.ts';
import { titleOf, type ShownReport } from './report-view.ts';

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
  const heading = lines(
    bold(`📈 ${titleOf(services, words, { span, today })}`),
    kes(sums.confirmed.amountKes),
    sums.byHand.count === 0
      ? undefined
      : `✍️ ${words.reportByHand(kes(sums.byHand.amountKes), sums.byHand.count)}`,
  );
  const caption = chartCaption(
    words,
    heading,
    sums.parts.map((part, n) => {
      const at = bounds[n] ?? from;
      const label = by === 'hour' ? services.time.timeOfDay(at) : services.days.dateOf(at, words.locale);
      return { amountKes: amountOf(part), text: `${label}: ${figure(part)}` };
    }),
  );
  const { merchantId, chatId = null, userId = null } = scope;
  turn.sayFile(
    { kind: 'chart', merchantId, chatId, userId, from, to, by, language: words.language },
    caption,
  );
}

const amountOf = ({ confirmed, byHand }: PaidSums): number => confirmed.amountKes + byHand.amountKes;

const figure = ({ confirmed, byHand }: PaidSums): string =>
  [
    confirmed.count === 0 ? undefined : `${kes(confirmed.amountKes)} (${confirmed.count})`,
    byHand.count === 0 ? undefined : `✍️ ${kes(byHand.amountKes)} (${byHand.count})`,
  ]
    .filter((text) => text !== undefined)
    .join(' ');
