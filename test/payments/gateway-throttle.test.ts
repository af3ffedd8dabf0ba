import { describe, expect, test } from 'vitest';
import { gatewayThrottle } from '../../src/payments/gateway-throttle.ts';

/** Steady time that is set by hand; a sleeper wakes at once, and its sleep is kept. The machine's clock is of no use. */
function setClock(start = 1_000_000) {
  const slept: number[] = [];
  const clock = {
    at: start,
    slept,
    now: () => Number.NaN,
    steady: () => clock.at,
    sleep: async (ms: number) => void slept.push(ms),
  };
  return clock;
}

describe('the gateway is asked', () => {
  test('in turns that are a tenth of a second apart when the rate is ten a second', async () => {
    const clock = setClock();
    const { turn } = gatewayThrottle(clock, 10);
    for (let n = 0; n < 4; n += 1) expect(await turn()).toBe(true);
    expect(clock.slept).toEqual([100, 200, 300]);
  });

  test('at once after a quiet time, which saves up no turns', async () => {
    const clock = setClock();
    const { turn } = gatewayThrottle(clock, 10);
    await turn();
    clock.at += 60_000;
    await turn();
    expect(clock.slept).toEqual([]);
    await turn();
    expect(clock.slept).toEqual([100]);
  });
});

/** A gateway that is overloaded whenever it is asked, and the pauses that follow. */
function pausesOf(wishes: readonly (number | undefined)[]) {
  const clock = setClock();
  const { slowDown, pausedUntil } = gatewayThrottle(clock, 10);
  return wishes.map((wish) => {
    slowDown(wish);
    const pause = pausedUntil() - clock.at;
    clock.at += pause;
    return pause;
  });
}

describe('a gateway that is overloaded', () => {
  test('is left alone twice as long each time, for a minute at most', () => {
    expect(pausesOf(Array.from({ length: 7 }, () => undefined))).toEqual([
      2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000,
    ]);
  });

  test('is left alone as long as it wishes, if that is longer', () => {
    expect(pausesOf([7_000, 1, 20_000])).toEqual([7_000, 4_000, 20_000]);
  });

  test('is left alone for half a minute at first, whatever it wishes, and twice as long while it goes on', () => {
    expect(pausesOf(Array.from({ length: 7 }, () => 600_000))).toEqual([
      30_000, 60_000, 120_000, 240_000, 480_000, 600_000, 600_000,
    ]);
    expect(pausesOf(Array.from({ length: 7 }, () => 10_000_000)).at(-1)).toBe(600_000);
  });

  test('that says so sixteen times at once has said it once', () => {
    const clock = setClock();
    const { slowDown, pausedUntil } = gatewayThrottle(clock, 10);
    for (let n = 0; n < 16; n += 1) {
      slowDown(600_000);
      clock.at += 100;
    }
    expect(pausedUntil()).toBe(1_000_000 + 30_000);
  });

  test('and wishes for more while it is left alone gets it, within what one answer may ask for', () => {
    const clock = setClock();
    const { slowDown, pausedUntil } = gatewayThrottle(clock, 10);
    slowDown(undefined);
    slowDown(10_000);
    expect(pausedUntil()).toBe(clock.at + 10_000);
    slowDown(1_000);
    expect(pausedUntil()).toBe(clock.at + 10_000);
    slowDown(600_000);
    expect(pausedUntil()).toBe(clock.at + 30_000);
  });

  test('that has answered since is left alone for as short as the first time', () => {
    const clock = setClock();
    const { slowDown, speedUp: goOn, pausedUntil } = gatewayThrottle(clock, 10);
    for (let n = 0; n < 2; n += 1) {
      slowDown(undefined);
      clock.at = pausedUntil();
    }
    goOn();
    slowDown(undefined);
    expect(pausedUntil()).toBe(clock.at + 2_000);
  });

  test('is left alone all the same when it answers what was asked before', () => {
    const clock = setClock();
    const { slowDown, speedUp: goOn, pausedUntil } = gatewayThrottle(clock, 10);
    slowDown(undefined);
    goOn();
    expect(pausedUntil()).toBe(clock.at + 2_000);
    clock.at = pausedUntil();
    slowDown(undefined);
    expect(pausedUntil()).toBe(clock.at + 4_000);
  });

  test('is none before it said so: nothing is held up at the start', () => {
    const clock = setClock();
    expect(gatewayThrottle(clock, 10).pausedUntil()).toBeLessThanOrEqual(clock.at);
  });
});

describe('after a pause', () => {
  /** A gateway whose first pause has just ended. */
  function rested() {
    const clock = setClock();
    const rhythm = gatewayThrottle(clock, 1_000);
    rhythm.slowDown(undefined);
    clock.at = rhythm.pausedUntil();
    return { clock, ...rhythm };
  }

  test('one query looks, and fifteen others do not, nor those that come while it is under way', async () => {
    const { turn, pausedUntil, clock } = rested();
    expect(pausedUntil()).toBeLessThanOrEqual(clock.at);
    const turns = await Promise.all(Array.from({ length: 16 }, turn));
    expect(turns.filter(Boolean)).toEqual([true]);
    clock.at += 5_000;
    expect(await turn()).toBe(false);
    // They look again for what it found.
    expect(pausedUntil()).toBe(clock.at + 2_000);
  });

  test('all go on once the gateway has answered that one', async () => {
    const { turn, speedUp: goOn, pausedUntil, clock } = rested();
    await turn();
    goOn();
    expect(pausedUntil()).toBeLessThanOrEqual(clock.at);
    const turns = await Promise.all(Array.from({ length: 16 }, turn));
    expect(turns.every(Boolean)).toBe(true);
  });

  test('none goes on when that one finds it overloaded still, and the next pause is followed by one again', async () => {
    const { turn, slowDown, pausedUntil, clock } = rested();
    await turn();
    slowDown(undefined);
    expect(pausedUntil()).toBe(clock.at + 4_000);
    expect(await turn()).toBe(false);
    clock.at += 4_000;
    expect(await Promise.all([turn(), turn()])).toEqual([true, false]);
  });

  test('another looks when nobody says what came of the first', async () => {
    const { turn, clock } = rested();
    await turn();
    clock.at += 30_000;
    expect(await Promise.all([turn(), turn()])).toEqual([true, false]);
  });

  test('who waited for a turn when the pause began does not ask', async () => {
    const clock = setClock();
    const { turn, slowDown } = gatewayThrottle(clock, 10);
    await turn();
    const waiting = turn();
    slowDown(undefined);
    expect(await waiting).toBe(false);
  });
});
