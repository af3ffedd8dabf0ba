import { SUMMARY_PERIODS } from '../../src/domain/summary.ts';
import type { PaidSums, Takings } from '../../src/domain/takings.ts';
import { summaryCalendar } from '../../src/reports/summary-calendar.ts';
import { figuresOf } from '../../src/reports/summary-figures.ts';
import type { Scope } from '../../src/store/port/charge-queries.ts';
import type { DueSummary } from '../../src/store/port/summaries.ts';
import type { Chance } from '../simulation/chance.ts';
import { dayOf, differing, type Reads } from './books.ts';
import { entriesOf, inScope, leftKes, takingsOf, type Entry, type FoldedCharge } from './fold.ts';

const DAY_MS = 24 * 3_600_000;
/** In the morning, a summary is about the period before; in the evening, about the one that goes on. */
const MINUTES = [7 * 60, 12 * 60, 20 * 60, 23 * 60 + 59];
/** Somebody's private chat, which hears of the whole shop. */
const OWN_CHAT = 7;

/** Which summary is compared: of a merchant, or of the charges of one of its chats, the latest one at a moment. */
export interface SummaryWanted {
  readonly scope: Pick<Scope, 'merchantId' | 'chatId'>;
  readonly zone: string;
  readonly now: number;
}

/**
 * Compares a summary of a random period and time with the audit log, to the shilling: payments and refunds in all, of each person and of
 * each day, and those since a former summary. When a period begins and ends is the calendar's, which has tests of its own.
 */
export async function wrongSummary(
  reads: Reads,
  folded: readonly FoldedCharge[],
  chance: Chance,
  { scope: { merchantId, chatId }, zone, now }: SummaryWanted,
): Promise<readonly string[]> {
  const calendar = summaryCalendar(zone);
  const period = chance.pick(SUMMARY_PERIODS);
  const due = calendar.latest(period, chance.pick(MINUTES), now);
  const { key, lastDay, until } = due;
  const days = calendar.days(due);
  const since = chance.is(0.5) ? null : until - chance.int(1, 40) * DAY_MS;
  const summary = {
    merchantId,
    chatId: chatId ?? OWN_CHAT,
    isWholeShop: chatId === undefined,
    period,
    summedUntil: since,
  } as DueSummary;
  const pause = (): Promise<void> => Promise.resolve();
  const figures = await figuresOf({ store: reads.store.summaries, pause }, summary, due, days);
  const entries = entriesOf(inScope(folded, { merchantId, chatId, userId: undefined }));
  const counted = entries.filter(({ at }) => at < until && dayOf(at, zone) >= key);
  const before = entries.filter(({ at }) => since !== null && at >= since && dayOf(at, zone) < key);
  const said = {
    total: said4(figures),
    members: figures.members
      .map((member) => [member.userId, said4(member)] as const)
      .toSorted(([a], [b]) => Number(a) - Number(b)),
    days: figures.days.filter(({ count, amountKes }) => count > 0 || amountKes !== 0),
    earlier: figures.earlier === null ? null : said4(figures.earlier),
  };
  const expected = {
    total: sums4(counted),
    members: [...Map.groupBy(counted, ({ userId }) => userId)]
      .map(([userId, of]) => [userId, sums4(of)] as const)
      .toSorted(([a], [b]) => Number(a) - Number(b)),
    days: period === 'day' ? [] : daysOf(counted, zone),
    earlier: before.length === 0 ? null : sums4(before),
  };
  const what = `a summary of ${merchantId} in ${chatId ?? 'private'} of ${key} to ${lastDay} in ${zone}`;
  return differing(what, said, expected);
}

/** What is left of what was confirmed on each day, in the order of the days. The count is that of payments. */
function daysOf(entries: readonly Entry[], zone: string) {
  const confirmed = entries.filter(({ isConfirmed }) => isConfirmed);
  return [...Map.groupBy(confirmed, ({ at }) => dayOf(at, zone))]
    .map(([day, of]) => ({
      day,
      count: of.filter(({ isRefund }) => !isRefund).length,
      amountKes: leftKes(of),
    }))
    .filter(({ count, amountKes }) => count > 0 || amountKes !== 0)
    .toSorted((a, b) => a.day.localeCompare(b.day));
}

/** Payments and refunds, each confirmed and by hand, as the program says. */
const said4 = ({ confirmed, byHand, refunded }: PaidSums): readonly Takings[] => [
  confirmed,
  byHand,
  refunded.confirmed,
  refunded.byHand,
];

/** The same, from the audit log. */
const sums4 = (entries: readonly Entry[]): readonly Takings[] =>
  [false, true].flatMap((isRefund) =>
    [true, false].map((isConfirmed) =>
      takingsOf(
        entries
          .filter((one) => one.isRefund === isRefund && one.isConfirmed === isConfirmed)
          .map(({ amountKes }) => amountKes),
      ),
    ),
  );
