import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SUMMARY_PERIODS } from '../../src/domain/summary.ts';
import { timeOfDay } from '../../src/domain/time-of-day.ts';
import { summaryCalendar } from '../../src/reports/summary-calendar.ts';
import { wallTime, ZONES } from './zones.ts';

const NAIROBI = summaryCalendar('Africa/Nairobi');
const at = (text: string): number => Date.parse(`${text}+03:00`);
const [MORNING, EVENING] = [7 * 60, 20 * 60];

describe('in Nairobi', () => {
  test.each([
    // What is due, and up to when it sums.
    ['day', EVENING, '2026-11-27T20:00', '2026-11-27', '2026-11-27T20:00'],
    ['day', EVENING, '2026-11-27T19:59', '2026-11-26', '2026-11-26T20:00'],
    ['day', MORNING, '2026-11-27T07:00', '2026-11-26', '2026-11-27T00:00'],
    ['day', MORNING, '2026-11-27T06:59', '2026-11-25', '2026-11-26T00:00'],
    // The 29th is a Sunday.
    ['week', EVENING, '2026-11-29T20:00', '2026-11-23', '2026-11-29T20:00'],
    ['week', MORNING, '2026-11-30T07:00', '2026-11-23', '2026-11-30T00:00'],
    ['month', EVENING, '2026-11-30T20:00', '2026-11-01', '2026-11-30T20:00'],
    ['month', MORNING, '2026-12-01T07:00', '2026-11-01', '2026-12-01T00:00'],
    ['month', EVENING, '2026-03-01T00:00', '2026-02-01', '2026-02-28T20:00'],
  ] as const)(
    'the latest %s at minute %s on %s begins on %s and ends at %s',
    (period, minute, now, key, until) => {
      expect(NAIROBI.latest(period, minute, at(now))).toMatchObject({ key, until: at(until) });
    },
  );

  test('a week has seven days, the last one up to the time of the summary', () => {
    const days = NAIROBI.days(NAIROBI.latest('week', EVENING, at('2026-11-29T21:00')));
    expect(days.map(({ day }) => day)).toEqual([23, 24, 25, 26, 27, 28, 29].map((day) => `2026-11-${day}`));
    expect(days.at(-1)).toEqual({
      day: '2026-11-29',
      from: at('2026-11-29T00:00'),
      to: at('2026-11-29T20:00'),
    });
  });

  test('the next one comes today if its time is still ahead and the day was not summed, else tomorrow', () => {
    const now = at('2026-11-27T15:00');
    expect(NAIROBI.next('day', EVENING, now, null).dueAt).toBe(at('2026-11-27T20:00'));
    expect(NAIROBI.next('day', EVENING, now, '2026-11-26').dueAt).toBe(at('2026-11-27T20:00'));
    expect(NAIROBI.next('day', EVENING, now, '2026-11-27').dueAt).toBe(at('2026-11-28T20:00'));
    expect(NAIROBI.next('day', 14 * 60, now, null).dueAt).toBe(at('2026-11-28T14:00'));
  });
});

describe('where the clock is set', () => {
  test('a time that a day does not have is an hour later, and the day after has it again', () => {
    const newYork = summaryCalendar('America/New_York');
    const gap = newYork.latest('day', 150, Date.parse('2026-03-08T12:00Z'));
    expect(wallTime(gap.dueAt, 'America/New_York')).toBe('2026-03-08 03:30');
    const after = newYork.next('day', 150, gap.dueAt, gap.key);
    expect(wallTime(after.dueAt, 'America/New_York')).toBe('2026-03-09 02:30');
  });

  test('a day that begins at one o’clock is summed from there', () => {
    const cairo = summaryCalendar('Africa/Cairo');
    const days = cairo.days(cairo.latest('day', EVENING, Date.parse('2026-04-24T19:00Z')));
    expect(wallTime(days[0]!.from, 'Africa/Cairo')).toBe('2026-04-24 01:00');
  });
});

test('in every zone, at every moment: periods follow each other without a gap, and are due at their time of day', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...ZONES),
      fc.constantFrom(...SUMMARY_PERIODS),
      fc.integer({ min: 0, max: 1_439 }),
      fc.integer({ min: Date.parse('2026-01-01'), max: Date.parse('2031-01-01') }),
      (zone, period, minute, now) => {
        const calendar = summaryCalendar(zone);
        const latest = calendar.latest(period, minute, now);
        const next = calendar.next(period, minute, now, latest.key);
        expect(latest.dueAt).toBeLessThanOrEqual(now);
        expect(next.dueAt).toBeGreaterThan(now);
        expect(calendar.next(period, minute, now, null)).toEqual(next);
        expect(next.key > latest.key).toBe(true);
        // A summary sums only what was before it.
        for (const { until, dueAt } of [latest, next]) expect(until).toBeLessThanOrEqual(dueAt);
        const [before, after] = [calendar.days(latest), calendar.days(next)];
        // No moment between the two belongs to neither: what is after the first one's end is before the second one's first day, or in it.
        expect(after[0]!.from).toBeGreaterThanOrEqual(before.at(-1)!.from);
        const days = [...before, ...after];
        const dates = days.map(({ from }) => wallTime(from, zone).slice(0, 10));
        expect(dates).toEqual(days.map(({ day }) => day));
        const wrong = days.filter(({ day, from, to }, n) => {
          const previous = days[n - 1];
          const isNextPeriod = n === 0 || n === before.length;
          return (
            from >= to ||
            // Within a period, one day ends where the next begins.
            (isNextPeriod ? (previous?.to ?? 0) > from : previous?.to !== from) ||
            // The day begins at midnight, or later where the clock is set then.
            wallTime(from - 1, zone).slice(0, 10) >= day
          );
        });
        expect(wrong).toEqual([]);
        const shown = wallTime(latest.dueAt, zone).slice(11);
        // A day that has no such time is just past it, and stood before it an hour earlier.
        const hourBefore = wallTime(latest.dueAt - 3_600_001, zone).slice(11);
        const isMissing = hourBefore < timeOfDay(minute) && shown > timeOfDay(minute);
        expect(shown === timeOfDay(minute) || isMissing).toBe(true);
      },
    ),
    { numRuns: 60 },
  );
});
