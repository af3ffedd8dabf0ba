import { bold } from 'telegraf/format';
import { formatKes } from '../../domain/amount.ts';
import type { AnySummaryPayload, SummaryChartPayload } from '../../domain/messages.ts';
import type { ChartedFigures, DayTakings, StatedSums, SummaryFacts } from '../../domain/summary.ts';
import { inAll, isNothing, leftOf, NO_SUMS, type PaidSums, type Takings } from '../../domain/takings.ts';
import type { DueMessage } from '../../store/port/outbox.ts';
import type { Locale, Text } from '../locales/locale.ts';
import { localeOf } from '../locales/locales.ts';
import { chartCaption } from './chart-caption.ts';
import { lines, messagePayload, type FilePayload, type MessagePayload } from './payload.ts';
import { chargeButtons } from './charge-buttons.ts';
import { refundedLine } from './refunded-line.ts';
import { cardText, shopLine } from './render.ts';
import { kindOf, shownIn, type RenderContext } from './shown-charge.ts';
import type { MerchantTime } from './times.ts';

/**
 * Makes the message of a summary, or of the chart or a charge that follows it. A summary says what was so when it was summed: it is about a day,
 * and must not change because Telegram was away. A charge is shown as it is now, with the buttons that still apply.
 *
 * @returns undefined if it names no charge
 */
export function summaryMessage(
  payload: AnySummaryPayload,
  { row, charge }: Pick<DueMessage, 'row' | 'charge'>,
  context: RenderContext,
): MessagePayload | FilePayload | undefined {
  const { threadId, language, shop } = payload;
  if ('summary' in payload)
    return messagePayload(summaryText(payload.summary, shop, localeOf(language), context), { threadId });
  if ('chart' in payload) return chartMessage(payload, context);
  if (charge === undefined) return undefined;
  const shown = shownIn(charge, { language, chatKind: kindOf(row.chatId), shop });
  const rows = chargeButtons(shown, context);
  return messagePayload(cardText(shown, context), {
    threadId,
    silent: true,
    ...(rows.length === 0 ? {} : { markup: { kind: 'buttons', rows } }),
  });
}

/** The chart makes no sound: the summary before it has made one. */
function chartMessage(
  { threadId, language, shop, chart, figures }: SummaryChartPayload,
  { time }: RenderContext,
): FilePayload {
  const words = localeOf(language);
  const { period, days } = figures;
  const sums = allOf(figures);
  const heading = lines(
    bold(`📈 ${titleOf(figures, words, time)}`),
    shopLine(shop, words),
    chart.chatId === null ? undefined : words.summaryOfGroup,
    isNothing(only('confirmed', sums)) ? undefined : paidLine(sums, words),
    byHandLine(sums, words),
    refundedLine(words, sums, formatKes),
  );
  const caption = chartCaption(
    words,
    heading,
    days.filter(isBusy).map((day) => ({
      amountKes: day.amountKes,
      text:
        period === 'month'
          ? `${time.shortDate(day.day, words.locale)} · ${sumOf(day)}`
          : dayLine(day, words, time),
    })),
  );
  return { file: chart, language, message: messagePayload(caption, { threadId, silent: true }) };
}

/** Sums as a message states them. */
const allOf = (stated: StatedSums): PaidSums => ({ ...NO_SUMS, ...stated });

/** The sums of one kind. */
const only = (kind: 'confirmed' | 'byHand', sums: PaidSums): PaidSums => ({
  ...NO_SUMS,
  [kind]: sums[kind],
  refunded: { ...NO_SUMS.refunded, [kind]: sums.refunded[kind] },
});

function paidLine(sums: PaidSums, words: Locale): string {
  const { count, amountKes } = leftOf(sums).confirmed;
  return `✅ ${words.summaryPaid(formatKes(amountKes), count)}`;
}

function byHandLine(sums: PaidSums, words: Locale): string | undefined {
  if (isNothing(only('byHand', sums))) return undefined;
  const { count, amountKes } = leftOf(sums).byHand;
  return `✍️ ${words.summaryByHand(formatKes(amountKes), count)}`;
}

/** The text of a summary: the day, what is left of what was paid, the people, what is open. Lines are short enough for a phone. */
export function summaryText(
  facts: SummaryFacts,
  shop: string | null,
  words: Locale,
  { time, now }: Pick<RenderContext, 'time' | 'now'>,
): Text {
  const sums = allOf(facts);
  return lines(
    bold(`📊 ${titleOf(facts, words, time)}`),
    shopLine(shop, words),
    facts.isWholeShop ? undefined : words.summaryOfGroup,
    bold(
      isNothing(only('confirmed', sums)) || inAll(sums).count === 0
        ? words.summaryNothing
        : paidLine(sums, words),
    ),
    inAll(sums).count === 0 ? undefined : byHandLine(sums, words),
    refundedLine(words, sums, formatKes),
    ...daysOf(facts, words, time),
    ...cashiersOf(facts, words),
    facts.earlier === null ? undefined : earlierLine(facts.earlier, words, { time, now }),
    facts.waiting === 0 ? undefined : `⏳ ${words.summaryWaiting(facts.waiting)}`,
    facts.toDecide === 0 ? undefined : `⚠️ ${words.summaryToDecide(facts.toDecide)}`,
  );
}

/** What was paid and refunded since the former summary, before the days of this one. */
function earlierLine(
  earlier: NonNullable<SummaryFacts['earlier']>,
  words: Locale,
  { time, now }: Pick<RenderContext, 'time' | 'now'>,
): string {
  const sums = allOf(earlier);
  const { count, amountKes } = inAll(leftOf(sums));
  const refunded = inAll(sums.refunded);
  const since = time.moment(earlier.since, now, words.locale);
  return `🕗 ${words.summaryEarlier({
    since,
    amount: formatKes(amountKes),
    count,
    refunded: refunded.count === 0 ? undefined : formatKes(refunded.amountKes),
  })}`;
}

function titleOf(
  { period, firstDay, lastDay, until }: ChartedFigures,
  words: Locale,
  time: MerchantTime,
): string {
  const lastsToTheEnd = time.day(until).from === until;
  return words.summaryTitle[period]({
    from: time.date(firstDay, words.locale),
    to: time.date(lastDay, words.locale),
    until: lastsToTheEnd ? undefined : time.timeOfDay(until),
  });
}

/** Each day of a week; of a month, the best one. */
function daysOf({ period, days }: SummaryFacts, words: Locale, time: MerchantTime): readonly string[] {
  if (period === 'week') return days.filter(isBusy).map((day) => dayLine(day, words, time));
  const [best] = days.filter(({ amountKes }) => amountKes > 0).toSorted((a, b) => b.amountKes - a.amountKes);
  if (period === 'day' || best === undefined) return [];
  return [`🏆 ${words.summaryBestDay(time.date(best.day, words.locale), formatKes(best.amountKes))}`];
}

/** Whether something was paid or refunded on a day. */
const isBusy = ({ count, amountKes }: DayTakings): boolean => count > 0 || amountKes !== 0;

const dayLine = (takings: DayTakings, words: Locale, time: MerchantTime): string =>
  `${time.date(takings.day, words.locale)} · ${sumOf(takings)}`;

const sumOf = ({ amountKes, count }: Takings): string => `${formatKes(amountKes)} · ${count}`;

function cashiersOf({ cashiers, moreCashiers }: SummaryFacts, words: Locale): readonly string[] {
  if (cashiers === null || (cashiers.length < 2 && cashiers[0]?.name === null)) return [];
  return [
    ...cashiers.map(({ name, ...stated }) => {
      const sums = allOf(stated);
      const left = leftOf(sums);
      const shown = [
        ...(isNothing(only('confirmed', sums)) ? [] : [sumOf(left.confirmed)]),
        ...(isNothing(only('byHand', sums)) ? [] : [`✍️ ${sumOf(left.byHand)}`]),
      ];
      return `👤 ${name ?? words.summaryNobody} · ${shown.join(' · ')}`;
    }),
    ...(moreCashiers === 0 ? [] : [words.andMore(moreCashiers)]),
  ];
}
