import { describe, expect, test } from 'vitest';
import { localeOf } from '../../../src/telegram/locales/locales.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

test('Node has the data of both languages', () => {
  for (const known of [Intl.DurationFormat, Intl.RelativeTimeFormat])
    expect(known.supportedLocalesOf(['en-GB', 'sw-KE'])).toEqual(['en-GB', 'sw-KE']);
});

describe('a span', () => {
  test.each([
    [0, '1 second', 'sekunde 1'],
    [1, '1 second', 'sekunde 1'],
    [60, '60 seconds', 'sekunde 60'],
    [89, '89 seconds', 'sekunde 89'],
    [90, '2 minutes', 'dakika 2'],
    [3 * MINUTE, '3 minutes', 'dakika 3'],
    [HOUR, '60 minutes', 'dakika 60'],
    [90 * MINUTE, '2 hours', 'saa 2'],
    [DAY, '24 hours', 'saa 24'],
    [2 * DAY, '2 days', 'siku 2'],
    [30 * DAY, '30 days', 'siku 30'],
  ])('of %d seconds is “%s” and “%s”', (seconds, english, swahili) => {
    expect(localeOf('en').span(seconds)).toBe(english);
    expect(localeOf('sw').span(seconds)).toBe(swahili);
  });

  test.each([
    [0, '1 second ago', 'sekunde 1 iliyopita'],
    [5, '5 seconds ago', 'sekunde 5 zilizopita'],
    [2 * MINUTE, '2 minutes ago', 'dakika 2 zilizopita'],
    [3 * HOUR, '3 hours ago', 'saa 3 zilizopita'],
    [4 * DAY, '4 days ago', 'siku 4 zilizopita'],
  ])('that began %d seconds ago is “%s” and “%s”', (seconds, english, swahili) => {
    expect(localeOf('en').ago(seconds)).toBe(english);
    expect(localeOf('sw').ago(seconds)).toBe(swahili);
  });
});
