import {
  addDays,
  addMonths,
  daysBetween,
  firstOfMonth,
  lastOfMonth,
  mondayOf,
  type CalendarDay,
} from './calendar.ts';

/** The days of a report, from `first` to `last`, both counted. */
export interface ReportSpan {
  /** What the report is stepped by. A week begins on Monday. */
  readonly kind: 'day' | 'week' | 'month' | 'range';
  readonly first: CalendarDay;
  readonly last: CalendarDay;
}

/** A year and a day, so that a whole year fits. */
export const MOST_REPORT_DAYS = 366;

export const daySpan = (day: CalendarDay): ReportSpan => ({ kind: 'day', first: day, last: day });

export const weekSpan = (day: CalendarDay): ReportSpan => ({
  kind: 'week',
  first: mondayOf(day),
  last: addDays(mondayOf(day), 6),
});

export const monthSpan = (day: CalendarDay): ReportSpan => ({
  kind: 'month',
  first: firstOfMonth(day),
  last: lastOfMonth(day),
});

export const rangeSpan = (first: CalendarDay, last: CalendarDay): ReportSpan =>
  first === last ? daySpan(first) : { kind: 'range', first, last };

/** How many days a span has. */
export const spanDays = ({ first, last }: ReportSpan): number => daysBetween(first, last);

/** The span before one: the day, week or month before; before a range, as many days. */
export const previousSpan = (span: ReportSpan): ReportSpan => step(span, -1);

/** The span after one, or undefined if it has not begun. */
export function nextSpan(span: ReportSpan, today: CalendarDay): ReportSpan | undefined {
  const next = step(span, 1);
  return next.first > today ? undefined : next;
}

function step(span: ReportSpan, by: 1 | -1): ReportSpan {
  switch (span.kind) {
    case 'day':
      return daySpan(addDays(span.first, by));
    case 'week':
      return weekSpan(addDays(span.first, 7 * by));
    case 'month':
      return monthSpan(addMonths(span.first, by));
    case 'range': {
      const days = spanDays(span) * by;
      return rangeSpan(addDays(span.first, days), addDays(span.last, days));
    }
  }
}
