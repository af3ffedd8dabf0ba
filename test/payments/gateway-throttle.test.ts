import { describe, expect, test } from 'vitest';
import { gatewayThrottle } from '../../src/payments/gateway-throttle.ts';

/** A clock whose steady time the test sets. A sleep ends at once and is recorded. Wall time is not available. */
function recordingClock(start = 1_000_000) {
  const slept: number[] = [];
  const clock = {
    at: start,
    slept,
    now: () => Number.NaN,
    steady: () => clock.at,
    sleep: async (ms: number) => void slept.push(ms),
    turn: async () => undefined,
  };
  return clock;
}

describe('the gateway is queried', () => {
  test('every tenth of a second if the rate is ten a second', async () => {
    const clock = recordingClock();
    const { turn } = gatewayThrottle(clock, 10);
    for (let n = 0; n < 4; n += 1) expect(await turn()).toBe(true);
    expect(clock.slept).toEqual([100, 200, 300]);
  });

  test('at once after a quiet time, without a burst', async () => {
    const clock = recordingClock();
    const { turn } = gatewayThrottle(clock, 10);
    await turn();
    clock.at += 60_000;
    await turn();
    expect(clock.slept).toEqual([]);
    await turn();
    expect(clock.slept).toEqual([100]);
  });
});

/** Returns the pauses after a gateway that is overloaded at each query. `asked` are the pauses that it asks for. */
function pausesOf(asked: readonly (number | undefined)[]) {
  const clock = recordingClock();
  const { slowDown, pausedUntil } = gatewayThrottle(clock, 10);
  return asked.map((retryAfterMs) => {
    slowDown(retryAfterMs);
    const pause = pausedUntil() - clock.at;
    clock.at += pause;
    return pause;
  });
}

describe('a gateway that is overloaded', () => {
  test('has a pause that doubles each time, up to a minute', () => {
    expect(pausesOf(Array.from({ length: 7 }, () => undefined))).toEqual([
      2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000,
    ]);
  });

  test('has the pause that it asks for, if that is longer', () => {
    expect(pausesOf([7_000, 1, 20_000])).toEqual([7_000, 4_000, 20_000]);
  });

  test('has a first pause of at most half a minute, whatever it asks for; the limit doubles while it stays overloaded', () => {
    expect(pausesOf(Array.from({ length: 7 }, () => 600_000))).toEqual([
      30_000, 60_000, 120_000, 240_000, 480_000, 600_000, 600_000,
    ]);
    expect(pausesOf(Array.from({ length: 7 }, () => 10_000_000)).at(-1)).toBe(600_000);
  });

  test('that says so sixteen times at once counts as overloaded once', () => {
    const clock = recordingClock();
    const { slowDown, pausedUntil } = gatewayThrottle(clock, 10);
    for (let n = 0; n < 16; n += 1) {
      slowDown(600_000);
      clock.at += 100;
    }
    expect(pausedUntil()).toBe(1_000_000 + 30_000);
  });

  test('and asks for a longer pause during a pause gets it, up to the limit', () => {
    const clock = recordingClock();
    const { slowDown, pausedUntil } = gatewayThrottle(clock, 10);
    slowDown(undefined);
    slowDown(10_000);
    expect(pausedUntil()).toBe(clock.at + 10_000);
    slowDown(1_000);
    expect(pausedUntil()).toBe(clock.at + 10_000);
    slowDown(600_000);
    expect(pausedUntil()).toBe(clock.at + 30_000);
  });

  test('that has answered since then has a first, short pause again', () => {
    const clock = recordingClock();
    const { slowDown, speedUp, pausedUntil } = gatewayThrottle(clock, 10);
    for (let n = 0; n < 2; n += 1) {
      slowDown(undefined);
      clock.at = pausedUntil();
    }
    speedUp();
    slowDown(undefined);
    expect(pausedUntil()).toBe(clock.at + 2_000);
  });

  test('keeps its pause when it answers an earlier query', () => {
    const clock = recordingClock();
    const { slowDown, speedUp, pausedUntil } = gatewayThrottle(clock, 10);
    slowDown(undefined);
    speedUp();
    expect(pausedUntil()).toBe(clock.at + 2_000);
    clock.at = pausedUntil();
    slowDown(undefined);
    expect(pausedUntil()).toBe(clock.at + 4_000);
  });

  test('is not assumed at the start: the first query does not wait', () => {
    const clock = recordingClock();
    expect(gatewayThrottle(clock, 10).pausedUntil()).toBeLessThanOrEqual(clock.at);
  });
});

describe('after a pause', () => {
  /** A throttle whose first pause has just ended. */
  function afterFirstPause() {
    const clock = recordingClock();
    const throttle = gatewayThrottle(clock, 1_000);
    throttle.slowDown(undefined);
    clock.at = throttle.pausedUntil();
    return { clock, ...throttle };
  }

  test('one query leaves, and fifteen others wait, like those that come while it is under way', async () => {
    const { turn, pausedUntil, clock } = afterFirstPause();
    expect(pausedUntil()).toBeLessThanOrEqual(clock.at);
    const turns = await Promise.all(Array.from({ length: 16 }, turn));
    expect(turns.filter(Boolean)).toEqual([true]);
    clock.at += 5_000;
    expect(await turn()).toBe(false);
    // They wait two seconds and then look at its result.
    expect(pausedUntil()).toBe(clock.at + 2_000);
  });

  test('all queries leave once the gateway has answered that one', async () => {
    const { turn, speedUp, pausedUntil, clock } = afterFirstPause();
    await turn();
    speedUp();
    expect(pausedUntil()).toBeLessThanOrEqual(clock.at);
    const turns = await Promise.all(Array.from({ length: 16 }, turn));
    expect(turns.every(Boolean)).toBe(true);
  });

  test('no other query leaves if that one is answered with an overload; the next pause also ends with one query', async () => {
    const { turn, slowDown, pausedUntil, clock } = afterFirstPause();
    await turn();
    slowDown(undefined);
    expect(pausedUntil()).toBe(clock.at + 4_000);
    expect(await turn()).toBe(false);
    clock.at += 4_000;
    expect(await Promise.all([turn(), turn()])).toEqual([true, false]);
  });

  test('another query leaves if the result of the first never comes', async () => {
    const { turn, clock } = afterFirstPause();
    await turn();
    clock.at += 30_000;
    expect(await Promise.all([turn(), turn()])).toEqual([true, false]);
  });

  test('a query that waited for its turn when the pause began does not leave', async () => {
    const clock = recordingClock();
    const { turn, slowDown } = gatewayThrottle(clock, 10);
    await turn();
    const waiting = turn();
    slowDown(undefined);
    expect(await waiting).toBe(false);
  });
});
