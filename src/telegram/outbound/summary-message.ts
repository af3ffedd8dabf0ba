import { bold } from 'telegraf/format';
import { formatKes } from '../../domain/amount.ts';
import type { SummaryChargePayload, SummaryPayload } from '../../domain/messages.ts';
import type { SummaryFacts } from '../../domain/summary.ts';
import { addTakings } from '../../domain/takings.ts';
import type { DueMessage } from '../../store/port/outbox.ts';
import type { Locale, Text } from '../locales/locale.ts';
import { localeOf } from '../locales/locales.ts';
import { lines, messagePayload, type MessagePayload } from './payload.ts';
import { chargeButtons } from './charge-buttons.ts';
import { cardText } from './render.ts';
import { kindOf, shownIn, type RenderContext } from './shown-charge.ts';
import type { ShopTime } from './times.ts';

/**
 * Makes the message of a summary, or of a charge that follows it. A summary says what was so when it was summed: it is about a day,
 * and must not change because Telegram was away. A charge is shown as it is now, with the buttons that still apply.
 *
 * @returns undefined if it names no charge
 */
export function summaryMessage(
  payload: SummaryPayload | SummaryChargePayload,
  { row, charge }: Pick<DueMessage, 'row' | 'charge'>,
  context: RenderContext,
): MessagePayload | undefined {
  const { threadId, language, shop } = payload;
  if ('summary' in payload)
    return messagePayload(summaryText(payload.summary, shop, localeOf(language), context), { threadId });
  if (charge === undefined) return undefined;
  const shown = shownIn(charge, { language, chatKind: kindOf(row.chatId), shop });
  const rows = chargeButtons(shown, context);
  return messagePayload(cardText(shown, context), {
    threadId,
    silent: true,
    ...(rows.length === 0 ? {} : { markup: { kind: 'buttons', rows } }),
  });
}

/** The text of a summary: the day, the sums, the people, what is open. Lines are short enough for a phone. */
export function summaryText(
  facts: SummaryFacts,
  shop: string | null,
  words: Locale,
  { time, now }: Pick<RenderContext, 'time' | 'now'>,
): Text {
  const { confirmed, byHand, earlier } = facts;
  const before = earlier === null ? undefined : addTakings(earlier.confirmed, earlier.byHand);
  return lines(
    bold(`📊 ${titleOf(facts, words, time)}`),
    shop === null ? undefined : `🏪 ${shop}`,
    facts.isWholeShop ? undefined : words.summaryOfGroup,
    bold(
      confirmed.count === 0
        ? words.summaryNothing
        : `✅ ${words.summaryPaid(formatKes(confirmed.amountKes), confirmed.count)}`,
    ),
    byHand.count === 0 ? undefined : `✍️ ${words.summaryByHand(formatKes(byHand.amountKes), byHand.count)}`,
    ...daysOf(facts, words, time),
    ...cashiersOf(facts, words),
    before === undefined || earlier === null
      ? undefined
      : `↩️ ${words.summaryEarlier(time.moment(earlier.since, now, words.locale), formatKes(before.amountKes), before.count)}`,
    facts.waiting === 0 ? undefined : `⏳ ${words.summaryWaiting(facts.waiting)}`,
    facts.toDecide === 0 ? undefined : `⚠️ ${words.summaryToDecide(facts.toDecide)}`,
  );
}

function titleOf({ period, firstDay, lastDay, until }: SummaryFacts, words: Locale, time: ShopTime): string {
  const lastsToTheEnd = time.day(until).from === until;
  return words.summaryTitle[period]({
    from: time.date(firstDay, words.locale),
    to: time.date(lastDay, words.locale),
    until: lastsToTheEnd ? undefined : time.timeOfDay(until),
  });
}

/** Each day of a week; of a month, the best one. */
function daysOf({ period, days }: SummaryFacts, words: Locale, time: ShopTime): readonly string[] {
  const paid = days.filter(({ count }) => count > 0);
  if (period === 'week')
    return paid.map(
      ({ day, amountKes, count }) => `${time.date(day, words.locale)} · ${formatKes(amountKes)} · ${count}`,
    );
  const [best] = paid.toSorted((a, b) => b.amountKes - a.amountKes);
  if (period === 'day' || best === undefined) return [];
  return [`🏆 ${words.summaryBestDay(time.date(best.day, words.locale), formatKes(best.amountKes))}`];
}

function cashiersOf({ cashiers, moreCashiers }: SummaryFacts, words: Locale): readonly string[] {
  if (cashiers === null || (cashiers.length < 2 && cashiers[0]?.name === null)) return [];
  return [
    ...cashiers.map(({ name, confirmed, byHand }) => {
      const sums = [
        ...(confirmed.count === 0 ? [] : [`${formatKes(confirmed.amountKes)} · ${confirmed.count}`]),
        ...(byHand.count === 0 ? [] : [`✍️ ${formatKes(byHand.amountKes)} · ${byHand.count}`]),
      ];
      return `👤 ${name ?? words.summaryNobody} · ${sums.join(' · ')}`;
    }),
    ...(moreCashiers === 0 ? [] : [words.andMore(moreCashiers)]),
  ];
}
