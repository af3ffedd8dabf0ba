import {
  mergeMembers,
  totalOf,
  type DayTakings,
  type MemberTakings,
  type SummaryFigures,
} from '../domain/summary.ts';
import { isNothing, leftOf } from '../domain/takings.ts';
import type { DueSummary, Summaries } from '../store/port/summaries.ts';
import type { DuePeriod, PeriodDay } from './summary-calendar.ts';

export interface FiguresParts {
  readonly store: Pick<Summaries, 'takings'>;
  /** Lets others work: while the store reads, they wait. */
  readonly pause: () => Promise<void>;
}

/**
 * Sums up a period for a summary, and what was paid and refunded since the former summary before it: each payment and each refund is in
 * exactly one summary. The
 * store is asked for short spans, one after another, so that a month of a busy shop holds up nobody.
 */
export async function figuresOf(
  parts: FiguresParts,
  summary: DueSummary,
  { key, lastDay, until }: DuePeriod,
  days: readonly PeriodDay[],
): Promise<SummaryFigures> {
  const perDay: { readonly day: string; readonly members: readonly MemberTakings[] }[] = [];
  for (const { day, from, to } of days)
    perDay.push({ day, members: await membersBetween(parts, summary, from, to) });
  const from = days[0]?.from ?? until;
  const members = mergeMembers(perDay.map((day) => day.members));
  return {
    period: summary.period,
    firstDay: key,
    lastDay,
    from,
    until,
    ...totalOf(members),
    members,
    days: summary.period === 'day' ? [] : perDay.map(dayTakings),
    earlier: await earlierThan(parts, summary, from),
  };
}

const dayTakings = ({
  day,
  members,
}: {
  readonly day: string;
  readonly members: readonly MemberTakings[];
}): DayTakings => ({ day, ...leftOf(totalOf(members)).confirmed });

/** Sums up what was paid and refunded after the former summary and before this period; null for nothing. */
async function earlierThan(
  parts: FiguresParts,
  summary: DueSummary,
  start: number,
): Promise<SummaryFigures['earlier']> {
  const since = summary.summedUntil;
  if (since === null || since >= start) return null;
  const sums = totalOf(await membersBetween(parts, summary, since, start));
  return isNothing(sums) ? null : { since, ...sums };
}

/** Sums up a span, in halves if it is too much for one read. */
async function membersBetween(
  parts: FiguresParts,
  summary: DueSummary,
  from: number,
  to: number,
): Promise<readonly MemberTakings[]> {
  await parts.pause();
  const members = await parts.store.takings(summary, from, to);
  if (members !== undefined) return members;
  const middle = Math.floor((from + to) / 2);
  return mergeMembers([
    await membersBetween(parts, summary, from, middle),
    await membersBetween(parts, summary, middle, to),
  ]);
}
