import { describe, expect, test } from 'vitest';
import type { CalendarDay } from '../../src/domain/calendar.ts';
import { readReportSpan } from '../../src/domain/read-report-span.ts';
import { daySpan, type ReportSpan } from '../../src/domain/report-span.ts';
import { merchantDays } from '../../src/reports/merchant-days.ts';

const TODAY = '2026-11-27' as CalendarDay;
const HOUR = 3_600_000;
const nairobi = merchantDays('Africa/Nairobi');

function spanOf(text: string): ReportSpan {
  const reading = readReportSpan(text, TODAY);
  if (reading.kind === 'refused') throw new Error(reading.reason);
  return reading.span;
}

test('a day at the shop begins at its own midnight', () => {
  expect(nairobi.dayAt(Date.parse('2026-11-26T20:59:59.999Z'))).toBe('2026-11-26');
  expect(nairobi.dayAt(Date.parse('2026-11-26T21:00:00Z'))).toBe('2026-11-27');
  expect(nairobi.momentsOf(daySpan(TODAY))).toEqual({
    from: Date.parse('2026-11-26T21:00:00Z'),
    to: Date.parse('2026-11-27T21:00:00Z'),
  });
});

describe('bounds', () => {
  const parts = (zone: string, span: ReportSpan, by: 'hour' | 'day') => {
    const days = merchantDays(zone);
    const { from, to } = days.momentsOf(span);
    const bounds = days.boundsOf(from, to, by);
    expect([bounds[0], bounds.at(-1)]).toEqual([from, to]);
    return bounds.slice(1).map((bound, part) => bound - bounds[part]!);
  };

  test('divide a day into 24 hours, and a month into its days', () => {
    expect(parts('Africa/Nairobi', daySpan(TODAY), 'hour')).toEqual(Array.from({ length: 24 }, () => HOUR));
    expect(parts('Africa/Nairobi', spanOf('month'), 'day')).toEqual(
      Array.from({ length: 30 }, () => 24 * HOUR),
    );
  });

  test('follow a clock that is changed', () => {
    expect(parts('Europe/London', daySpan('2026-10-25' as CalendarDay), 'hour')).toHaveLength(25);
    expect(parts('Europe/London', daySpan('2026-03-29' as CalendarDay), 'hour')).toHaveLength(23);
    expect(parts('Europe/London', spanOf('24-26 Oct'), 'day')).toEqual([24 * HOUR, 25 * HOUR, 24 * HOUR]);
    // Half an hour is put in at two o'clock.
    expect(parts('Australia/Lord_Howe', daySpan('2026-04-05' as CalendarDay), 'hour').at(-1)).toBe(HOUR / 2);
    // The day begins at one o'clock.
    expect(parts('America/Santiago', daySpan('2026-09-06' as CalendarDay), 'hour')).toHaveLength(23);
  });
});

test.each([
  ['today', 'en-GB', 'Fri 27 Nov'],
  ['today', 'sw-KE', 'Ijumaa 27 Nov'],
  ['27 Nov 2025', 'en-GB', 'Thu 27 Nov 2025'],
  ['week', 'en-GB', '23–29 Nov'],
  ['month', 'en-GB', 'November 2026'],
  ['last month', 'sw-KE', 'Oktoba 2026'],
  ['25 Oct-3 Nov', 'en-GB', '25 Oct – 3 Nov'],
  ['28 Dec-3 Jan', 'en-GB', '28 Dec 2025 – 3 Jan 2026'],
  ['1-15 Nov 2025', 'en-GB', '1–15 Nov 2025'],
])('%s is labelled in %s as %s', (text, locale, label) => {
  expect(nairobi.label(spanOf(text), TODAY, locale)).toBe(label);
});

test('a bar is named by its hour or its day at the shop', () => {
  const at = Date.parse('2026-11-26T21:30:00Z');
  expect([nairobi.unitAt(at, 'hour'), nairobi.unitAt(at, 'day')]).toEqual([0, 27]);
});
