import { describe, expect, test } from 'vitest';
import { FIRST_QUERY_MS } from '../../../src/domain/poll-schedule.ts';
import { percentile } from '../figures/percentile.ts';
import { randomNumbers } from '../history/sales.ts';
import { payingDelay } from './delays.ts';
import { scheduleLag } from './schedule-lag.ts';

const COUNT = 20_000;

describe('the customers of the load', () => {
  const random = randomNumbers(1);
  const delays = Array.from({ length: COUNT }, () => payingDelay(random));
  const paid = delays.filter((delay) => delay !== undefined);

  test('pay after a median of 15 s, nine in ten within 45 s', () => {
    expect(percentile(paid, 0.5) / 15_000).toBeCloseTo(1, 1);
    expect(percentile(paid, 0.9) / 45_000).toBeCloseTo(1, 1);
  });

  test('never pay in a third of all cases', () => {
    expect(paid.length / COUNT).toBeCloseTo(2 / 3, 1);
  });

  test('pay sooner by the scale of a short run', () => {
    const [same, scaled] = [randomNumbers(2), randomNumbers(2)];
    for (let n = 0; n < 100; n += 1) {
      const delay = payingDelay(same);
      expect(payingDelay(scaled, 0.5)).toBe(delay === undefined ? undefined : delay / 2);
    }
  });
});

describe('the lag of the schedule alone', () => {
  test('is what is left until the first query for who pays at once', () => {
    expect(scheduleLag(1, () => 0.5)).toBe(FIRST_QUERY_MS - 1);
  });

  test('is less than the gap to the next query', () => {
    // With the middle of the jitter, queries are at 5, 9, 13, 17, … seconds.
    expect(scheduleLag(9_001, () => 0.5)).toBe(3_999);
    expect(scheduleLag(17_000, () => 0.5)).toBe(0);
  });
});
