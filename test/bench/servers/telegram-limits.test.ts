import { expect, test } from 'vitest';
import { bucket } from './telegram-limits.ts';

/** How many of as many attempts as are wanted pass at a moment. */
const passed = (of: ReturnType<typeof bucket>, wanted: number, now: number): number => {
  let count = 0;
  for (; count < wanted && of.has(now); count += 1) of.take(now);
  return count;
};

test('a burst passes at once, and no more than it', () => {
  expect(passed(bucket({ burst: 3, perSecond: 1 }), 10, 0)).toBe(3);
});

test('after a burst, as many pass as the rate allows, however long nothing was sent', () => {
  const limit = bucket({ burst: 3, perSecond: 1 });
  expect([0, 999, 1_000, 3_500, 60_000].map((now) => passed(limit, 10, now))).toEqual([3, 0, 1, 2, 3]);
});
