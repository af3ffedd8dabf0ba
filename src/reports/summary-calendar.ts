import { DateTime } from 'luxon';
import type { SummaryPeriod } from '../domain/summary.ts';

/** A period that is summed: a day, a week from Monday, or a month. Days are written `2026-11-27`. */
export interface DuePeriod {
  /** Its first day. Later periods have greater keys. */
  readonly key: string;
  readonly lastDay: string;
  /** When the summary is due (epoch ms). */
  readonly dueAt: number;
  /** Up to when its payments count (epoch ms): the rest is in the next summary. */
  readonly until: number;
}

/** A day of a period, from its first millisecond to the first of the next day, or to the end of what is summed (epoch ms). */
export interface PeriodDay {
  readonly day: string;
  readonly from: number;
  readonly to: number;
}

/** When summaries are due in the shop's time zone. */
export interface SummaryCalendar {
  /** Returns the latest period whose summary is due at `now`. */
  latest(period: SummaryPeriod, minute: number, now: number): DuePeriod;
  /** Returns the first period after `lastKey` (null for any) whose summary is due after `now`. */
  next(period: SummaryPeriod, minute: number, now: number, lastKey: string | null): DuePeriod;
  /** Returns the days of a period, as far as it is summed. */
  days(period: DuePeriod): readonly PeriodDay[];
}

/** Before noon a summary is about the period that has ended; later in the day, about the one that ends today. */
const NOON = 12 * 60;

/** How many periods are looked at: the one of a moment, and its neighbours. */
const NEIGHBOURS = 4;

/**
 * @param zone an IANA time zone. When the clock is set forward, a day may lack the time of day: the summary is then due later by
 *   as much. When the clock is set back, a day may have it twice: the first one counts.
 */
export function summaryCalendar(zone: string): SummaryCalendar {
  const periodOf = (period: SummaryPeriod, at: number): DateTime =>
    DateTime.fromMillis(at, { zone }).startOf(period);

  return {
    latest(period, minute, now) {
      const first = periodOf(period, now);
      for (let back = 0; back < NEIGHBOURS; back += 1) {
        const found = periodFrom(period, minute, step(period, first, -back));
        if (found.dueAt <= now) return found;
      }
      throw new Error(`no ${period} before ${now} in ${zone}`);
    },
    next(period, minute, now, lastKey) {
      // In the morning, the period before this one may still be due.
      const before = step(period, periodOf(period, now), -1);
      const afterLast =
        lastKey === null ? before : step(period, DateTime.fromISO(lastKey, { zone }).startOf(period), 1);
      const first = afterLast > before ? afterLast : before;
      for (let ahead = 0; ahead < NEIGHBOURS; ahead += 1) {
        const found = periodFrom(period, minute, step(period, first, ahead));
        if (found.dueAt > now) return found;
      }
      throw new Error(`no ${period} after ${now} in ${zone}`);
    },
    days: ({ key, until }) => daysBetween(DateTime.fromISO(key, { zone }).startOf('day'), until),
  };
}

const step = (period: SummaryPeriod, first: DateTime, by: number): DateTime =>
  first.plus({ [`${period}s`]: by }).startOf('day');

/** The period that begins on a day. */
function periodFrom(period: SummaryPeriod, minute: number, first: DateTime): DuePeriod {
  const after = step(period, first, 1);
  const last = after.minus({ days: 1 });
  const isMorning = minute < NOON;
  const at = { hour: Math.floor(minute / 60), minute: minute % 60 };
  const dueAt = (isMorning ? after : last).set(at).toMillis();
  const until = isMorning ? after.toMillis() : dueAt;
  return { key: dayOf(first), lastDay: dayOf(last), dueAt, until };
}

function daysBetween(first: DateTime, until: number): readonly PeriodDay[] {
  const days: PeriodDay[] = [];
  for (let day = first; day.toMillis() < until;) {
    const next = step('day', day, 1);
    days.push({ day: dayOf(day), from: day.toMillis(), to: Math.min(next.toMillis(), until) });
    day = next;
  }
  return days;
}

const dayOf = (at: DateTime): string => at.toISODate() ?? '';
