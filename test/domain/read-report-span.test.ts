import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, dayOf, daysBetween, type CalendarDay } from '../../src/domain/calendar.ts';
import { readReportSpan } from '../../src/domain/read-report-span.ts';
import {
  MOST_REPORT_DAYS,
  nextSpan,
  previousSpan,
  spanDays,
  type ReportSpan,
} from '../../src/domain/report-span.ts';

/** A Friday. */
const TODAY = '2026-11-27' as CalendarDay;

/** Writes a reading as `kind first` or `kind first last`, or as the reason of a refusal. */
function read(text: string, today: CalendarDay = TODAY): string {
  const reading = readReportSpan(text, today);
  return reading.kind === 'refused' ? reading.reason : shown(reading.span);
}
const shown = ({ kind, first, last }: ReportSpan): string =>
  kind === 'day' || kind === 'month' ? `${kind} ${first}` : `${kind} ${first} ${last}`;

test.each([
  ['', 'day 2026-11-27'],
  ['  ', 'day 2026-11-27'],
  ['today', 'day 2026-11-27'],
  ['Leo', 'day 2026-11-27'],
  ['yesterday', 'day 2026-11-26'],
  ['JANA', 'day 2026-11-26'],
  ['juzi', 'day 2026-11-25'],
  ['week', 'week 2026-11-23 2026-11-29'],
  ['wiki', 'week 2026-11-23 2026-11-29'],
  ['last week', 'week 2026-11-16 2026-11-22'],
  ['last  week', 'week 2026-11-16 2026-11-22'],
  ['wiki iliyopita', 'week 2026-11-16 2026-11-22'],
  ['month', 'month 2026-11-01'],
  ['mwezi huu', 'month 2026-11-01'],
  ['last month', 'month 2026-10-01'],
  ['mwezi uliopita', 'month 2026-10-01'],
  ['2026-11', 'month 2026-11-01'],
  ['2026-2', 'month 2026-02-01'],
  ['nov', 'month 2026-11-01'],
  ['Desemba', 'month 2025-12-01'],
  ['December 2024', 'month 2024-12-01'],
  ['12 Nov', 'day 2026-11-12'],
  ['12 nov.', 'day 2026-11-12'],
  ['12 November', 'day 2026-11-12'],
  ['12 Novemba', 'day 2026-11-12'],
  ['tarehe 12 Novemba', 'day 2026-11-12'],
  ['12th of November', 'day 2026-11-12'],
  ['Nov 12', 'day 2026-11-12'],
  ['Nov 12, 2025', 'day 2025-11-12'],
  ['12 Nov 2025', 'day 2025-11-12'],
  ['1 Okt', 'day 2026-10-01'],
  ['3 Machi', 'day 2026-03-03'],
  ['3 Mac', 'day 2026-03-03'],
  ['3 Ago', 'day 2026-08-03'],
  ['3 Sept', 'day 2026-09-03'],
  ['12/11', 'day 2026-11-12'],
  ['12/11/2025', 'day 2025-11-12'],
  ['12/11/25', 'day 2025-11-12'],
  ['12.11.2025', 'day 2025-11-12'],
  ['12-11-2025', 'day 2025-11-12'],
  ['2026-11-12', 'day 2026-11-12'],
  // The last one that is not in the future.
  ['27 Nov', 'day 2026-11-27'],
  ['28 Nov', 'day 2025-11-28'],
  ['28/11', 'day 2025-11-28'],
  ['29 Feb', 'day 2024-02-29'],
  ['1-15 Nov', 'range 2026-11-01 2026-11-15'],
  ['1–15 Nov', 'range 2026-11-01 2026-11-15'],
  ['1 - 15 Nov', 'range 2026-11-01 2026-11-15'],
  ['1 to 15 Nov', 'range 2026-11-01 2026-11-15'],
  ['1 hadi 15 Novemba', 'range 2026-11-01 2026-11-15'],
  ['1-15 Nov 2024', 'range 2024-11-01 2024-11-15'],
  ['25 Oct-3 Nov', 'range 2026-10-25 2026-11-03'],
  ['25 Oct - 3 Nov 2025', 'range 2025-10-25 2025-11-03'],
  // It has begun, and goes on after today.
  ['25 Nov-3 Dec', 'range 2026-11-25 2026-12-03'],
  ['28 Nov-3 Dec', 'range 2025-11-28 2025-12-03'],
  ['28 Dec-3 Jan', 'range 2025-12-28 2026-01-03'],
  ['28 Dec-3 Jan 2025', 'range 2024-12-28 2025-01-03'],
  ['28 Dec 2024 to 3 Jan 2025', 'range 2024-12-28 2025-01-03'],
  ['1/11-15/11', 'range 2026-11-01 2026-11-15'],
  ['2026-11-01 to 2026-11-15', 'range 2026-11-01 2026-11-15'],
  ['2026-11-01..2026-11-15', 'range 2026-11-01 2026-11-15'],
  ['12-12 Nov', 'day 2026-11-12'],
  ['1 Jan-31 Dec 2024', 'range 2024-01-01 2024-12-31'],
])('%j is %s', (text, span) => {
  expect(read(text)).toBe(span);
});

test.each([
  ['tomorrow', 'unreadable'],
  ['yesterday week', 'unreadable'],
  ['12', 'unreadable'],
  ['1-15', 'unreadable'],
  ['12 Foo', 'unreadable'],
  ['12 No', 'unreadable'],
  ['Nov Nov', 'unreadable'],
  ['12 Nov 25 Dec', 'unreadable'],
  ['0712345678 500', 'unreadable'],
  ['١٢ Nov', 'unreadable'],
  ['12 Nov'.padStart(70, '1'), 'unreadable'],
  ['-', 'unreadable'],
  ['31 Nov', 'no-such-day'],
  ['0 Nov', 'no-such-day'],
  ['12/13', 'no-such-day'],
  ['29 Feb 2025', 'no-such-day'],
  ['2025-02-29', 'no-such-day'],
  ['28 Nov 2026', 'future'],
  ['2026-12', 'future'],
  ['2027-01-01', 'future'],
  ['1 Dec 2026-5 Dec 2026', 'future'],
  ['15-1 Nov', 'backwards'],
  ['15 Nov 2025 to 1 Nov 2025', 'backwards'],
  ['1 Jan 2024-1 Jan 2025', 'too-long'],
])('%j is refused as %s', (text, reason) => {
  expect(read(text)).toBe(reason);
});

test('no text makes it throw, and what it reads is at most a year, has begun, and does not end before it begins', () => {
  const word = fc.constantFrom(
    '1',
    '15',
    '31',
    'nov',
    'desemba',
    '2025',
    '2026-11',
    '-',
    'to',
    '/',
    '12/11',
    'week',
    'last',
    ' ',
  );
  const text = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 80 }),
    fc.array(word, { maxLength: 8 }).map((words) => words.join(' ')),
  );
  fc.assert(
    fc.property(text, (asked) => {
      const reading = readReportSpan(asked, TODAY);
      if (reading.kind === 'refused') return;
      const { span } = reading;
      expect(span.first <= TODAY && span.first <= span.last && spanDays(span) <= MOST_REPORT_DAYS).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

const anyDay = fc.integer({ min: 0, max: 20_000 }).map((days) => addDays('1990-01-01' as CalendarDay, days));
const anySpan = fc
  .tuple(fc.constantFrom('', 'week', 'month', 'range'), anyDay, fc.integer({ min: 1, max: 365 }))
  .map(([asked, day, days]): ReportSpan => {
    if (asked === 'range') return { kind: 'range', first: addDays(day, -days), last: day };
    const reading = readReportSpan(asked, day);
    if (reading.kind === 'refused') throw new Error(reading.reason);
    return reading.span;
  });

describe('a step', () => {
  test('back and forth again ends where it began, and leaves out no day', () => {
    fc.assert(
      fc.property(anySpan, (span) => {
        const before = previousSpan(span);
        expect(addDays(before.last, 1)).toBe(span.first);
        expect(nextSpan(before, span.last)).toEqual(span);
      }),
    );
  });

  test('forward ends at the span of today', () => {
    const next = (text: string): string | undefined => {
      const reading = readReportSpan(text, TODAY);
      if (reading.kind === 'refused') throw new Error(reading.reason);
      const span = nextSpan(reading.span, TODAY);
      return span === undefined ? undefined : shown(span);
    };
    expect(next('today')).toBeUndefined();
    expect(next('week')).toBeUndefined();
    expect(next('month')).toBeUndefined();
    expect(next('yesterday')).toBe('day 2026-11-27');
    expect(next('last week')).toBe('week 2026-11-23 2026-11-29');
    expect(next('last month')).toBe('month 2026-11-01');
    expect(next('1-15 Nov')).toBe('range 2026-11-16 2026-11-30');
    expect(next('14-27 Nov')).toBeUndefined();
  });
});

test('the calendar knows its days', () => {
  expect(dayOf(2024, 2, 29)).toBe('2024-02-29');
  expect(dayOf(2100, 2, 29)).toBeUndefined();
  expect(dayOf(2026, 0, 1)).toBeUndefined();
  expect(daysBetween('2026-02-28' as CalendarDay, '2026-03-01' as CalendarDay)).toBe(2);
});
