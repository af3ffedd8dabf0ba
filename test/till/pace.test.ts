import { describe, expect, test } from 'vitest';
import { pace } from '../../src/till/pace.ts';

/** A clock that is set by hand; a sleeper wakes at once, and its sleep is kept. */
function setClock(start = 1_000_000) {
  const slept: number[] = [];
  const clock = {
    at: start,
    slept,
    now: () => clock.at,
    steady: () => clock.at,
    sleep: async (ms: number) => void slept.push(ms),
  };
  return clock;
}

describe('the gateway is asked', () => {
  test('in turns that are a tenth of a second apart when the rate is ten a second', async () => {
    const clock = setClock();
    const { turn } = pace(clock, 10);
    for (let n = 0; n < 4; n += 1) await turn();
    expect(clock.slept).toEqual([100, 200, 300]);
  });

  test('at once after a quiet time, which saves up no turns', async () => {
    const clock = setClock();
    const { turn } = pace(clock, 10);
    await turn();
    clock.at += 60_000;
    await turn();
    expect(clock.slept).toEqual([]);
    await turn();
    expect(clock.slept).toEqual([100]);
  });

  test('within a minute after the clock was set back by hours', async () => {
    const clock = setClock(100 * 3_600_000);
    const { turn } = pace(clock, 10);
    await turn();
    clock.at -= 3 * 3_600_000;
    await turn();
    expect(clock.slept).toEqual([60_000]);
  });
});

describe('a gateway that is overloaded', () => {
  test('is left alone twice as long each time, for a minute at most', () => {
    const clock = setClock();
    const { slowDown, pausedUntil } = pace(clock, 10);
    const pauses = Array.from({ length: 7 }, () => {
      slowDown(undefined);
      return pausedUntil() - clock.at;
    });
    expect(pauses).toEqual([2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
  });

  test('is left alone as long as it wishes, if that is longer', () => {
    const clock = setClock();
    const { slowDown, pausedUntil } = pace(clock, 10);
    slowDown(600_000);
    expect(pausedUntil()).toBe(clock.at + 600_000);
    slowDown(1);
    expect(pausedUntil()).toBe(clock.at + 4_000);
  });

  test('that has answered since is left alone for as short as the first time', () => {
    const clock = setClock();
    const { slowDown, goOn, pausedUntil } = pace(clock, 10);
    slowDown(undefined);
    slowDown(undefined);
    goOn();
    slowDown(undefined);
    expect(pausedUntil()).toBe(clock.at + 2_000);
  });

  test('is none before it said so: nothing is held up at the start', () => {
    const clock = setClock();
    expect(pace(clock, 10).pausedUntil()).toBeLessThanOrEqual(clock.at);
  });
});
