import { expect, test } from 'vitest';
import { merchantTime } from '../../../src/telegram/outbound/times.ts';

const nairobi = merchantTime('Africa/Nairobi');
const at = (iso: string): number => Date.parse(iso);

test('a day in Nairobi begins and ends at midnight in Nairobi', () => {
  const day = { from: at('2026-11-24T00:00:00+03:00'), to: at('2026-11-25T00:00:00+03:00') };
  for (const moment of [
    '2026-11-24T00:00:00.000+03:00',
    '2026-11-24T23:59:59.999+03:00',
    '2026-11-23T21:00:00Z',
  ]) {
    expect(nairobi.day(at(moment))).toEqual(day);
  }
  expect(nairobi.day(at('2026-11-23T20:59:59.999Z')).to).toBe(day.from);
});

test('a day on which the clocks change has its real length', () => {
  const { from, to } = merchantTime('Europe/Berlin').day(at('2026-10-25T12:00:00Z'));
  expect(to - from).toBe(25 * 3_600_000);
});

test('a time of today is shown without a date, and any other with its date, in the reader’s language', () => {
  const then = at('2026-11-24T14:05:00+03:00');
  expect(nairobi.timeOfDay(then)).toBe('14:05');
  expect(nairobi.moment(then, at('2026-11-24T23:59:00+03:00'), 'en-GB')).toBe('14:05');
  expect(nairobi.moment(then, at('2026-11-25T00:01:00+03:00'), 'en-GB')).toBe('24 Nov, 14:05');
  const inMay = at('2026-05-24T14:05:00+03:00');
  expect(nairobi.moment(inMay, then, 'en-GB')).toBe('24 May, 14:05');
  expect(nairobi.moment(inMay, then, 'sw-KE')).toBe('24 Mei, 14:05');
});
