import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FIRST_QUERY_MS, MAX_GAP_MS, nextQueryAt, type Watch } from '../../src/domain/poll-schedule.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const watch: Watch = { pushedAt: 0, confirmBy: 3 * MINUTE, watchUntil: 24 * HOUR };

/** All times at which the gateway is asked, if it answers every query at once. */
function queries(of: Watch, random: () => number): number[] {
  const times: number[] = [];
  for (let now = of.pushedAt; ;) {
    const next = nextQueryAt(of, now, random());
    if (next === undefined) return times;
    if (next <= now || times.length === 1_000) throw new Error('the queries never end');
    times.push(next);
    now = next;
  }
}
const gaps = (times: readonly number[]): number[] => times.slice(1).map((at, i) => at - (times[i] ?? 0));

describe('the gateway is asked', () => {
  const times = queries(watch, () => 0.5);

  test('first about five seconds after the push', () => {
    expect(times[0]).toBe(FIRST_QUERY_MS);
  });

  test('every few seconds while customers usually answer', () => {
    expect(times.filter((at) => at <= MINUTE).length).toBeGreaterThanOrEqual(14);
  });

  test('when the charge becomes unconfirmed, and at the end of the watch', () => {
    expect(times).toContain(watch.confirmBy);
    expect(times.at(-1)).toBe(watch.watchUntil);
  });

  test('at wider and wider gaps up to a limit, and fewer than 160 times in all', () => {
    // The query at confirmBy falls inside a gap, so that gap and the one after it are not in the series.
    const wide = gaps(times.filter((at) => at > 4 * MINUTE));
    wide.slice(1, -1).forEach((gap, i) => expect(gap).toBeGreaterThanOrEqual(wide[i] ?? 0));
    expect(Math.max(...wide)).toBe(MAX_GAP_MS);
    expect(times.length).toBeLessThan(160);
  });

  test('at different times for charges that were pushed at the same time', () => {
    expect(nextQueryAt(watch, 0, 0)).not.toBe(nextQueryAt(watch, 0, 0.99));
  });
});

describe('a gap', () => {
  const at = (epoch: number, now: number, random: number) =>
    nextQueryAt(
      { pushedAt: epoch, confirmBy: epoch + 3 * MINUTE, watchUntil: epoch + 24 * HOUR },
      epoch + now,
      random,
    );

  test.each([
    ['before the first query ends five seconds after the push', 2_000, 5_000],
    ['is two seconds at first', 10_000, 12_200],
    ['is about an eighth of the age from then on, and a little more', MINUTE, MINUTE + 8_000],
    [
      'is twice that shortly before the charge is told as not confirmed',
      3 * MINUTE - 60_000,
      3 * MINUTE - 60_000 + 20_800,
    ],
    ['is an eighth of the age again after that', 3 * MINUTE, 3 * MINUTE + 21_600],
    ['is about an eighth of the age after an hour', HOUR, HOUR + 432_000],
  ])('%s', (_what, now, next) => {
    const epoch = Date.parse('2026-11-23T09:00:00Z');
    expect(at(epoch, now, 0.5)).toBe(epoch + next);
  });

  test('is a fifth shorter for the smallest random number, and up to a fifth longer for the greatest', () => {
    expect(at(0, 10_000, 0)).toBe(10_000 + 1_760);
    expect(at(0, 10_000, 0.999_999)).toBe(10_000 + 2_640);
  });
});

test('the watch is over at its end, and not before', () => {
  expect(nextQueryAt(watch, watch.watchUntil - 1, 0.5)).toBe(watch.watchUntil);
  expect(nextQueryAt(watch, watch.watchUntil, 0.5)).toBeUndefined();
  expect(nextQueryAt(watch, watch.watchUntil + HOUR, 0.5)).toBeUndefined();
});

test('the next query is never in the past, never after the widest gap, and never after the next deadline of the charge', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -HOUR, max: 30 * HOUR }),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      fc.integer({ min: 10_000, max: HOUR }),
      fc.integer({ min: 0, max: 48 * HOUR }),
      (now, random, confirmMs, watchMs) => {
        const any: Watch = { pushedAt: 0, confirmBy: confirmMs, watchUntil: confirmMs + watchMs };
        const next = nextQueryAt(any, now, random);
        if (next === undefined) return now >= any.watchUntil;
        const deadline = now < any.confirmBy ? any.confirmBy : any.watchUntil;
        return now < any.watchUntil && next > now && next - now <= MAX_GAP_MS * 1.2 && next <= deadline;
      },
    ),
  );
});
