import {
  mergeMembers,
  totalOf,
  type DayTakings,
  type MemberTakings,
  type SummaryFigures,
} from '../domain/summary.ts';
import type { DueSummary, Summaries } from '../store/port/summaries.ts';
import type { DuePeriod, PeriodDay } from './summary-calendar.ts';

/** The longest span that is summed by one read of the store. */
const SLICE_MS = 25 * 3_600_000;

/**
 * Sums up a period for a summary, and what was paid since the former summary before it: a payment is in exactly one summary. The
 * store is asked day by day, so that a month of a busy shop delays nobody.
 */
export async function figuresOf(
  store: Pick<Summaries, 'takings'>,
  summary: DueSummary,
  { key, lastDay, until }: DuePeriod,
  days: readonly PeriodDay[],
): Promise<SummaryFigures> {
  const perDay: { readonly day: string; readonly members: readonly MemberTakings[] }[] = [];
  for (const { day, from, to } of days) perDay.push({ day, members: await store.takings(summary, from, to) });
  const members = mergeMembers(perDay.map((day) => day.members));
  return {
    period: summary.period,
    firstDay: key,
    lastDay,
    until,
    ...totalOf(members),
    members,
    days: summary.period === 'day' ? [] : perDay.map(dayTakings),
    earlier: await earlierThan(store, summary, days[0]?.from ?? until),
  };
}

const dayTakings = ({
  day,
  members,
}: {
  readonly day: string;
  readonly members: readonly MemberTakings[];
}): DayTakings => ({
  day,
  ...totalOf(members).confirmed,
});

/** Sums up what was paid after the former summary and before this period; null for nothing. */
async function earlierThan(
  store: Pick<Summaries, 'takings'>,
  summary: DueSummary,
  start: number,
): Promise<SummaryFigures['earlier']> {
  const since = summary.summedUntil;
  if (since === null || since >= start) return null;
  const slices: (readonly MemberTakings[])[] = [];
  for (let from = since; from < start; from += SLICE_MS)
    slices.push(await store.takings(summary, from, Math.min(from + SLICE_MS, start)));
  const { confirmed, byHand } = totalOf(mergeMembers(slices));
  return confirmed.count + byHand.count === 0 ? null : { since, confirmed, byHand };
}
