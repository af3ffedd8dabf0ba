import { describe, expect, test } from 'vitest';
import { FIRST_QUERY_MS } from '../../../src/domain/poll-schedule.ts';
import { percentile } from '../figures/percentile.ts';
import { randomNumbers } from '../history/sales.ts';
import { paidBy, payingDelay } from './delays.ts';
import { optimalSchedule } from './optimal-schedule.ts';
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

  test.each([1_000, 5_000, 15_000, 45_000, 180_000])(
    'have paid after %i ms in the share that is computed',
    (ms) => {
      expect(paid.filter((delay) => delay <= ms).length / COUNT).toBeCloseTo(paidBy(ms), 1.5);
    },
  );
});

describe('the best schedule', () => {
  const UNTIL = 60_000;
  /** What asking at these times costs, added up payment by payment. */
  const costOf = (times: readonly number[]) => {
    let [queries, lag, before] = [0, 0, 0];
    for (const at of times) {
      queries += 1 - paidBy(before);
      for (let ms = before; ms < at; ms += 10) lag += (paidBy(ms + 10) - paidBy(ms)) * (at - ms - 5);
      before = at;
    }
    return { queries, lagMs: lag / paidBy(UNTIL) };
  };
  const every = (ms: number): readonly number[] =>
    Array.from({ length: Math.ceil(UNTIL / ms) }, (_, n) => Math.min((n + 1) * ms, UNTIL));

  test('costs what its times cost', () => {
    const { timesMs, queries, lagMs } = optimalSchedule(200, UNTIL);
    expect(timesMs.at(-1)).toBe(UNTIL);
    expect(timesMs).toEqual(timesMs.toSorted((a, b) => a - b));
    const { queries: counted, lagMs: added } = costOf(timesMs);
    expect(queries).toBeCloseTo(counted, 6);
    expect(lagMs / added).toBeCloseTo(1, 2);
  });

  test('is better than asking at equal intervals, whatever a query is worth', () => {
    for (const worth of [50, 200, 800]) {
      const total = ({ queries, lagMs }: { readonly queries: number; readonly lagMs: number }): number =>
        lagMs * paidBy(UNTIL) + worth * queries;
      const best = total(optimalSchedule(worth, UNTIL));
      for (const ms of [1_000, 2_000, 3_000, 4_000, 5_000, 6_000])
        expect(best).toBeLessThanOrEqual(total(costOf(every(ms))) * 1.001);
    }
  });

  test('asks less the more a query is worth, and finds payments later', () => {
    const [often, seldom] = [optimalSchedule(50, UNTIL), optimalSchedule(500, UNTIL)];
    expect(often.queries).toBeGreaterThan(seldom.queries);
    expect(often.lagMs).toBeLessThan(seldom.lagMs);
  });
});

describe('the lag of the schedule alone', () => {
  test('is what is left until the first query for who pays at once', () => {
    expect(scheduleLag(1, () => 0.5)).toBe(FIRST_QUERY_MS - 1);
  });

  test('is less than the gap to the next query', () => {
    // With the middle of the jitter, queries are at 5, 7.2, 9.4, … seconds.
    expect(scheduleLag(7_201, () => 0.5)).toBe(2_199);
    expect(scheduleLag(9_400, () => 0.5)).toBe(0);
  });
});
