import { bold } from 'telegraf/format';
import { isNothing, leftKes, leftOf } from '../../../domain/takings.ts';
import type { Scope } from '../../../store/port/charge-queries.ts';
import type { ChartUnit } from '../../../reports/merchant-days.ts';
import { chartCaption } from '../../outbound/chart-caption.ts';
import { lines } from '../../outbound/payload.ts';
import { refundedLine } from '../../outbound/refunded-line.ts';
import type { BotServices } from '../bot-services.ts';
import type { Turn } from '../turn.ts';
import { kes } from '../../outbound/unbroken.ts';
import { byHandLine, countedByKind, titleOf, type ShownReport } from './report-view.ts';

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
    kes(leftOf(sums).confirmed.amountKes),
    byHandLine(words, sums),
    refundedLine(words, sums, kes),
  );
  const caption = chartCaption(
    words,
    heading,
    sums.parts.flatMap((part, n) => {
      if (isNothing(part)) return [];
      const at = bounds[n] ?? from;
      const label = by === 'hour' ? services.time.timeOfDay(at) : services.days.dateOf(at, words.locale);
      return [{ amountKes: leftKes(part), text: `${label}: ${countedByKind(part)}` }];
    }),
  );
  const { merchantId, chatId = null, userId = null } = scope;
  turn.sayFile(
    { kind: 'chart', merchantId, chatId, userId, from, to, by, language: words.language },
    caption,
  );
}
