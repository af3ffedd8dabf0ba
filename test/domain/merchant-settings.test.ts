import { describe, expect, test } from 'vitest';
import { DEFAULT_SETTINGS, isQuiet, ownLimits } from '../../src/domain/merchant-settings.ts';

describe('quiet hours', () => {
  const night = { from: 21 * 60, to: 6 * 60 };
  const noon = { from: 12 * 60, to: 13 * 60 };
  test.each([
    [night, 21 * 60 - 1, false],
    [night, 21 * 60, true],
    [night, 1_439, true],
    [night, 0, true],
    [night, 6 * 60 - 1, true],
    [night, 6 * 60, false],
    [noon, 12 * 60 - 1, false],
    [noon, 12 * 60, true],
    [noon, 13 * 60 - 1, true],
    [noon, 13 * 60, false],
    [{ from: 60, to: 60 }, 60, false],
  ])('%o at minute %s: %s', (hours, minute, is) => {
    expect(isQuiet(hours, minute)).toBe(is);
  });
});

test('a shop that has set nothing has no limits of its own', () => {
  expect(ownLimits(DEFAULT_SETTINGS)).toEqual([]);
});

test('a shop’s own limits are of ten minutes for a phone and of an hour for a person, and count its own charges', () => {
  expect(ownLimits({ phoneLimit: 2, memberLimit: 20 })).toEqual([
    { of: 'phone', count: 2, withinMs: 600_000, isOwn: true },
    { of: 'member', count: 20, withinMs: 3_600_000, isOwn: true },
  ]);
});
