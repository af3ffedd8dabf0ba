/**
 * Days of the calendar, without a time zone: `2026-11-27`. They compare as texts. Which moments a day has is decided where the shop's
 * time zone is known.
 */

declare const calendarDay: unique symbol;
export type CalendarDay = string & { readonly [calendarDay]: true };

const DAY_MS = 86_400_000;

/** Makes a day, or returns undefined if the calendar has no such day. Months count from 1. */
export function dayOf(year: number, month: number, day: number): CalendarDay | undefined {
  const date = new Date(Date.UTC(year, month - 1, day));
  const isReal =
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isReal ? toDay(date) : undefined;
}

export const addDays = (day: CalendarDay, days: number): CalendarDay =>
  toDay(new Date(Date.parse(day) + days * DAY_MS));

/** How many days from the first to the last, both counted. Below 1 if the last is before the first. */
export const daysBetween = (first: CalendarDay, last: CalendarDay): number =>
  (Date.parse(last) - Date.parse(first)) / DAY_MS + 1;

/** The Monday of a day's week. */
export const mondayOf = (day: CalendarDay): CalendarDay =>
  addDays(day, -((new Date(day).getUTCDay() + 6) % 7));

export const firstOfMonth = (day: CalendarDay): CalendarDay => `${day.slice(0, 8)}01` as CalendarDay;

/** The first of a month some months later, or earlier if below 0. */
export function addMonths(day: CalendarDay, months: number): CalendarDay {
  const { year, month } = partsOf(day);
  return toDay(new Date(Date.UTC(year, month - 1 + months, 1)));
}

/** The last day of a day's month. */
export const lastOfMonth = (day: CalendarDay): CalendarDay => addDays(addMonths(day, 1), -1);

export function partsOf(day: CalendarDay): {
  readonly year: number;
  readonly month: number;
  readonly day: number;
} {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  return { year, month, day: date };
}

const toDay = (date: Date): CalendarDay => date.toISOString().slice(0, 10) as CalendarDay;
