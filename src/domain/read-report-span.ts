import { addDays, addMonths, dayOf, partsOf, type CalendarDay } from './calendar.ts';
import { monthNamed } from './month-names.ts';
import { oneLine } from './one-line.ts';
import {
  daySpan,
  MOST_REPORT_DAYS,
  monthSpan,
  rangeSpan,
  spanDays,
  weekSpan,
  type ReportSpan,
} from './report-span.ts';

/** Why a text is no span that can be reported. */
export type SpanRefusal =
  /** It cannot be read. */
  | 'unreadable'
  /** The calendar has no such day. */
  | 'no-such-day'
  | 'future'
  /** It ends before it begins. */
  | 'backwards'
  | 'too-long';

export type SpanReading =
  | { readonly kind: 'span'; readonly span: ReportSpan }
  | { readonly kind: 'refused'; readonly reason: SpanRefusal };

/**
 * Reads which days a report is about, in English or Kiswahili: `yesterday`, `jana`, `week`, `last month`, `12 Nov`, `12/11` (the day
 * first), `1-15 Nov`, `28 Nov-3 Dec`, `2026-11`, `2026-11-12`. A day without a year is the last one that is not in the future. An
 * empty text is today.
 *
 * @param today the present day at the shop
 */
export function readReportSpan(text: string, today: CalendarDay): SpanReading {
  const asked = oneLine(text, Number.POSITIVE_INFINITY)
    .toLowerCase()
    .replaceAll(',', ' ')
    .replace(/\p{Pd}/gu, '-')
    .replace(/\s+/g, ' ')
    .replace(/^tarehe /, '')
    .trim();
  if (asked.length > LONGEST) return refused('unreadable');
  const named = NAMED.get(asked);
  const span = named === undefined ? (monthIn(asked, today) ?? daysIn(asked, today)) : named(today);
  if (typeof span === 'string') return refused(span);
  if (span.last < span.first) return refused('backwards');
  if (span.first > today) return refused('future');
  return spanDays(span) > MOST_REPORT_DAYS ? refused('too-long') : { kind: 'span', span };
}

/** No span is written with more characters. */
const LONGEST = 60;
const refused = (reason: SpanRefusal): SpanReading => ({ kind: 'refused', reason });

type SpanOf = (today: CalendarDay) => ReportSpan;

const yesterday: SpanOf = (today) => daySpan(addDays(today, -1));
const lastWeek: SpanOf = (today) => weekSpan(addDays(today, -7));
const lastMonth: SpanOf = (today) => monthSpan(addMonths(today, -1));

const NAMED: ReadonlyMap<string, SpanOf> = new Map([
  ['', daySpan],
  ['today', daySpan],
  ['leo', daySpan],
  ['yesterday', yesterday],
  ['jana', yesterday],
  ['juzi', (today: CalendarDay) => daySpan(addDays(today, -2))],
  ['week', weekSpan],
  ['this week', weekSpan],
  ['wiki', weekSpan],
  ['wiki hii', weekSpan],
  ['last week', lastWeek],
  ['wiki iliyopita', lastWeek],
  ['wiki jana', lastWeek],
  ['month', monthSpan],
  ['this month', monthSpan],
  ['mwezi', monthSpan],
  ['mwezi huu', monthSpan],
  ['last month', lastMonth],
  ['mwezi uliopita', lastMonth],
  ['mwezi jana', lastMonth],
]);

/** `2026-11`, `nov`, `november 2025`. */
function monthIn(asked: string, today: CalendarDay): ReportSpan | undefined {
  const [, digits, number] = /^(\d{4})-(\d{1,2})$/.exec(asked) ?? [];
  const [, word = '', year] = /^(\p{L}+\.?)(?: (\d{4}))?$/u.exec(asked) ?? [];
  const month = number === undefined ? monthNamed(word) : Number(number);
  if (month === undefined) return undefined;
  const day = dated({ day: 1, month, year: yearOf(digits ?? year) }, today);
  return day === undefined ? undefined : monthSpan(day);
}

/** A day as it is written; what is not written is undefined. */
interface WrittenDay {
  readonly day: number;
  readonly month: number | undefined;
  readonly year: number | undefined;
}

/** What separates the ends of a range. A `-` without spaces may also be part of a date, so it is tried later. */
const BETWEEN = /\s*(?:\.\.+|\bto\b|\buntil\b|\bhadi\b|\bmpaka\b| - )\s*/;

/** One day, or two with something between them. */
function daysIn(asked: string, today: CalendarDay): ReportSpan | SpanRefusal {
  const ends = endsOf(asked);
  if (ends === undefined) return 'unreadable';
  const [first, last] = ends;
  if (last === undefined) {
    const day = dated(first, today);
    return day === undefined ? 'no-such-day' : daySpan(day);
  }
  // `1-15 Nov`: month and year are written once. `28 Nov-3 Dec 2025`: the year.
  const month = first.month ?? last.month;
  const turnsYear = first.month !== undefined && first.month > (last.month ?? 0);
  const firstYear = first.year ?? (last.year === undefined ? undefined : last.year - (turnsYear ? 1 : 0));
  const start = dated({ ...first, month, year: firstYear }, today);
  if (start === undefined) return 'no-such-day';
  const endYear = last.year ?? partsOf(start).year + (turnsYear ? 1 : 0);
  const end = dated({ ...last, year: endYear }, today);
  return end === undefined ? 'no-such-day' : rangeSpan(start, end);
}

/** Reads the ends of a range, or the one day. */
function endsOf(asked: string): readonly [WrittenDay, WrittenDay?] | undefined {
  const one = written(asked);
  if (one?.month !== undefined) return [one];
  // A word, or a sign with spaces around it, separates for certain. Otherwise each `-` is tried until both sides are dates.
  const places = [...asked.matchAll(/-/g)].map(({ index }) => [
    asked.slice(0, index),
    asked.slice(index + 1),
  ]);
  for (const [before = '', after = ''] of [asked.split(BETWEEN, 2), ...places]) {
    const [first, last] = [written(before.trim()), written(after.trim())];
    if (first !== undefined && last?.month !== undefined) return [first, last];
  }
  return undefined;
}

/** Reads one day: `12`, `12 nov`, `nov 12`, `12 nov 2025`, `12/11`, `12/11/2025`, `2026-11-12`. */
function written(text: string): WrittenDay | undefined {
  const [, isoYear, isoMonth, isoDay] = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text) ?? [];
  if (isoDay !== undefined) return { day: Number(isoDay), month: Number(isoMonth), year: Number(isoYear) };
  const [, day, month, year] =
    /^(\d{1,2})[/.](\d{1,2})(?:[/.](\d{4}|\d{2}))?$/.exec(text) ??
    /^(\d{1,2})-(\d{1,2})-(\d{4})$/.exec(text) ??
    [];
  if (month !== undefined) return { day: Number(day), month: Number(month), year: yearOf(year) };
  const words = /^(\d{1,2})(?:st|nd|rd|th)?(?: (?:of )?(\p{L}+\.?)(?: (\d{4}))?)?$/u.exec(text);
  if (words !== null) return withMonth(words[1], words[2], words[3]);
  const monthFirst = /^(\p{L}+\.?) (\d{1,2})(?:st|nd|rd|th)?(?: (\d{4}))?$/u.exec(text);
  return monthFirst === null ? undefined : withMonth(monthFirst[2], monthFirst[1], monthFirst[3]);
}

function withMonth(
  day: string | undefined,
  name: string | undefined,
  year: string | undefined,
): WrittenDay | undefined {
  const month = name === undefined ? undefined : monthNamed(name);
  if (name !== undefined && month === undefined) return undefined;
  return { day: Number(day), month, year: yearOf(year) };
}

/** `2025`, or `25`. */
const yearOf = (digits: string | undefined): number | undefined =>
  digits === undefined ? undefined : Number(digits.length === 2 ? `20${digits}` : digits);

/** Finds the day. Without a year it is the last one that is not after today. A 29 February may be some years ago. */
function dated({ day, month, year }: WrittenDay, today: CalendarDay): CalendarDay | undefined {
  if (month === undefined) return undefined;
  if (year !== undefined) return dayOf(year, month, day);
  const present = partsOf(today).year;
  for (let back = 0; back <= LEAP_YEARS; back += 1) {
    const found = dayOf(present - back, month, day);
    if (found !== undefined && found <= today) return found;
  }
  return undefined;
}

/** The most years between two leap years. */
const LEAP_YEARS = 8;
