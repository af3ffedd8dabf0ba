import { DateTime } from 'luxon';
import type { CalendarDay } from '../domain/calendar.ts';
import type { ReportSpan } from '../domain/report-span.ts';

/** Days of the calendar in the shop's time zone. Moments are epoch milliseconds. */
export interface MerchantDays {
  /** The day at the shop at a moment. */
  dayAt(at: number): CalendarDay;
  /** The moments of a span, from its first millisecond to the first after it. */
  momentsOf(span: Pick<ReportSpan, 'first' | 'last'>): { readonly from: number; readonly to: number };
  /**
   * Divides moments into hours or days: the beginning of each, and the end of the last. When the clock is changed, a day has 23 or 25
   * hours.
   */
  boundsOf(from: number, to: number, by: ChartUnit): readonly number[];
  /** Which hour of the day a moment is in, or which day of the month. */
  unitAt(at: number, by: ChartUnit): number;
  /** How far the shop's clock is ahead of UTC (ms). */
  offsetAt(at: number): number;
  /** `2026-11-27 14:05`. */
  stampAt(at: number): string;
  /** `27 Nov`. */
  dateOf(at: number, locale: string): string;
  /** `Fri 27 Nov`, `23–29 Nov`, `28 Nov – 3 Dec`, `November 2026`. The year is there where it is not the year of `today`. */
  label(span: ReportSpan, today: CalendarDay, locale: string): string;
}

/** What a bar of a chart stands for. */
export type ChartUnit = 'hour' | 'day';

/** @param zone an IANA time zone, such as `Africa/Nairobi` */
export function merchantDays(zone: string): MerchantDays {
  const local = (at: number): DateTime => DateTime.fromMillis(at, { zone });
  // In zones that change the clock at midnight, a day may begin at one o'clock.
  const start = (day: CalendarDay, daysLater = 0): DateTime =>
    DateTime.fromISO(day, { zone }).plus({ days: daysLater }).startOf('day');
  return {
    dayAt: (at) => local(at).toFormat('yyyy-MM-dd') as CalendarDay,
    momentsOf: ({ first, last }) => ({ from: start(first).toMillis(), to: start(last, 1).toMillis() }),
    boundsOf(from, to, by) {
      const bounds = [from];
      for (let next = local(from); next.toMillis() < to;) {
        next = by === 'hour' ? next.plus({ hours: 1 }) : next.plus({ days: 1 }).startOf('day');
        bounds.push(Math.min(next.toMillis(), to));
      }
      return bounds;
    },
    offsetAt: (at) => local(at).offset * 60_000,
    stampAt: (at) => local(at).toFormat('yyyy-MM-dd HH:mm'),
    dateOf: (at, locale) => local(at).setLocale(locale).toFormat('d LLL'),
    unitAt: (at, by) => local(at)[by],
    label(span, today, locale) {
      const [first, last] = [start(span.first), start(span.last)].map((day) => day.setLocale(locale));
      return first === undefined || last === undefined ? '' : labelOf(span.kind, first, last, today);
    },
  };
}

function labelOf(kind: ReportSpan['kind'], first: DateTime, last: DateTime, today: CalendarDay): string {
  if (kind === 'month') return first.toFormat('LLLL yyyy');
  const year = last.year === Number(today.slice(0, 4)) ? '' : ' yyyy';
  if (kind === 'day') return first.toFormat(`ccc d LLL${year}`);
  if (first.hasSame(last, 'month')) return `${first.day}–${last.toFormat(`d LLL${year}`)}`;
  const firstYear = first.year === last.year ? '' : ' yyyy';
  const lastYear = first.year === last.year ? year : ' yyyy';
  return `${first.toFormat(`d LLL${firstYear}`)} – ${last.toFormat(`d LLL${lastYear}`)}`;
}
