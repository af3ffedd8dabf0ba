import { describe, expect, test } from 'vitest';
import { readSummaryRequest, readTimeOfDay, timeOfDay } from '../../src/domain/time-of-day.ts';

describe('a time of day', () => {
  test.each([
    ['20:00', 1_200],
    ['8:05', 485],
    ['08.30', 510],
    ['20', 1_200],
    ['20h', 1_200],
    ['8pm', 1_200],
    ['8:30 PM', 1_230],
    ['12 am', 0],
    ['12pm', 720],
    ['23:59', 1_439],
    [' 0:00 ', 0],
  ])('%s is read', (text, minute) => {
    expect(readTimeOfDay(text)).toBe(minute);
  });

  test.each(['', '24:00', '20:60', '13pm', '0pm', '8 o’clock', '20:0', '-1', '1e3', '20:00:00', 'soon'])(
    '“%s” is none',
    (text) => {
      expect(readTimeOfDay(text)).toBeUndefined();
    },
  );

  test.each([
    [0, '00:00'],
    [485, '08:05'],
    [1_439, '23:59'],
    [1_440, '00:00'],
    [-30, '23:30'],
  ])('of %s minutes is written %s', (minute, text) => {
    expect(timeOfDay(minute)).toBe(text);
  });
});

describe('the text after /summary', () => {
  test.each([
    ['', { kind: 'show' }],
    ['off', { kind: 'off' }],
    ['OFF', { kind: 'off' }],
    ['zima', { kind: 'off' }],
    ['20:00', { kind: 'set', period: 'day', minute: 1_200 }],
    ['daily 7am', { kind: 'set', period: 'day', minute: 420 }],
    ['weekly 20:00', { kind: 'set', period: 'week', minute: 1_200 }],
    ['Monthly  8 pm', { kind: 'set', period: 'month', minute: 1_200 }],
    ['kila wiki 20:00', { kind: 'set', period: 'week', minute: 1_200 }],
    ['weekly', { kind: 'unclear' }],
    ['tomorrow', { kind: 'unclear' }],
    ['toString 20:00', { kind: 'unclear' }],
  ])('“%s” is read', (text, request) => {
    expect(readSummaryRequest(text)).toEqual(request);
  });
});
